import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { EXAMPLES } from "../../src/playground/examples.ts";
import { playgroundPage } from "../../src/playground/page.ts";
import { settingsIn } from "./playground.ts";

const schema = buildSchema(readFileSync("schema.graphql", "utf8"));

test.each(EXAMPLES.map(({ query }) => query))("the example %s is valid against the schema", (query) => {
  expect(validate(schema, parse(query))).toEqual([]);
});

test("no value of the settings can end the element that holds them", () => {
  const settings = { key: "</script><script>alert(1)</script><!-- <script>", examples: [] };

  const html = String(playgroundPage("/playground/1/", settings).body);

  expect(settingsIn(html)).toEqual(settings);
  expect(html.match(/<script/g)).toHaveLength(2);
});

test("the page holds no script and no handler of its own", () => {
  const html = String(playgroundPage("/playground/1/", { key: null, examples: [] }).body);

  const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].map(([, attributes, text]) => [
    attributes,
    text,
  ]);
  expect(scripts).toEqual([
    [' type="application/json" id="settings"', '{"key":null,"examples":[]}'],
    [' type="module" src="/playground/1/main.js"', ""],
  ]);
  expect(html).not.toMatch(/\son\w+=/);
});
