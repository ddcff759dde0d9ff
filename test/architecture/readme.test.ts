import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const readme = readFileSync("README.md", "utf8");

test("the README's map names exactly what is in src", () => {
  const there = readdirSync("src", { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  );

  const [, map = ""] = /```\nsrc\/\n([\s\S]*?)\nmigrations\//.exec(readme) ?? [];

  const named = map.split("\n").flatMap((line) => line.match(/^ {2}(\S+\.ts|\S+\/)(?: {2}(cli\/))?/)?.slice(1) ?? []);
  expect(named.filter((name) => name !== undefined).sort()).toEqual(there.sort());
});

test("every document that the README names is there", () => {
  const named = [...readme.matchAll(/[`(]((?:docs|maps)\/[\w./-]+)[`)]/g)].map(([, path = ""]) => path);

  expect(named.filter((path) => !existsSync(path))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});
