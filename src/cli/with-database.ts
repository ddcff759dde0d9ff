import { type Config, environment, readConfig } from "../config.ts";
import { type OpenDatabase, openDatabase } from "../open-database.ts";

/** Runs a command's work on the database of the configuration, beside a running server or by itself. */
export async function withDatabase<Result>(
  command: string,
  work: (database: OpenDatabase, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(environment());
  // A command's statements may take as long as they need.
  const database = await openDatabase(config, { command: `tributary ${command}`, join: true, longestSilenceMs: 0 });
  try {
    return await work(database, config);
  } finally {
    await database.close();
  }
}
