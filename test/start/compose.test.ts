import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";

const VARIABLE = /\$\{(\w+):-([^}]*)\}/g;

/** The environment that docker-compose.yml gives the program, where the one who calls it has no more set than this. */
async function composed(settings: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const text = await readFile(new URL("../../docker-compose.yml", import.meta.url), "utf8");
  // A variable without a default would be asked for by every service and every command.
  expect(text.replace(VARIABLE, "")).not.toContain("${");
  const environment: Record<string, string> = parse(text).services.tributary.environment;
  const filled = (value: string) => value.replace(VARIABLE, (_all, name, fallback) => settings[name] ?? fallback);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));
}

test("the services need no settings to be named, and the program refuses to start without an admin key", async () => {
  const environment = await composed({});

  expect(() => readConfig(environment)).toThrow(
    "the configuration is wrong: ADMIN_API_KEY is at least 32 characters without spaces",
  );
});

test("an admin key is all that the program needs, and no demo shop is made", async () => {
  const environment = await composed({ ADMIN_API_KEY: "an-admin-key-of-more-than-32-characters" });

  expect(readConfig(environment)).toMatchObject({ demo: false, drainSeconds: 0 });
});
