import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What is in one folder comes into another one with its owner and mode, which PostgreSQL looks at. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)("cp", ["-a", `${from}/.`, to]);
}
