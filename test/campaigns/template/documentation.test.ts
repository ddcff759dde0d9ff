import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type MessageTemplate, templateFaults } from "../../../src/campaigns/template/check-template.ts";
import { htmlEngine, textEngine } from "../../../src/campaigns/template/engine.ts";
import { FILTERS } from "../../../src/campaigns/template/filters.ts";
import { SAMPLE, STRANGER, variableRows } from "../../../src/campaigns/template/variables.ts";

const page = readFileSync("docs/campaign-templates.md", "utf8");

const rowsUnder = (heading: string): string[][] => {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
};

test("the page tells of every variable as it is declared", () => {
  const declared = variableRows().map(({ name, type, about }) => [`\`${name}\``, type, about]);

  expect(rowsUnder("Variables")).toEqual(declared);
  expect(declared.length).toBeGreaterThan(40);
});

test("the page names every filter that there is", () => {
  const [, section = ""] = /## Filters\n([\s\S]*?)\nFilters of lists/.exec(page) ?? [];
  const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort();

  expect(named).toEqual([...FILTERS.keys()].sort());
  for (const engine of [htmlEngine, textEngine]) expect(Object.keys(engine.filters).sort()).toEqual(named);
});

test("the page's examples have no fault", () => {
  const examples = [...page.matchAll(/```liquid\n([\s\S]*?)```/g)].map(([, body = ""]) => body);

  const faults = examples.map((body) => {
    const recommendationSlots = body.includes("recommendations") ? 3 : 0;
    const message: MessageTemplate = { channel: "EMAIL", subject: "x", body: `Hello ${body}`, recommendationSlots };
    return templateFaults(message);
  });
  expect(faults.filter((found) => found.length > 0)).toEqual([]);
  expect(examples.length).toBeGreaterThan(4);
});

test("the sample has every value, and of a stranger nothing is known", () => {
  expect(SAMPLE.customer).toMatchObject({
    firstName: "Ada",
    address: { city: "Bath" },
    traits: { loyaltyTier: "gold" },
  });
  expect(SAMPLE.recommendations).toEqual([expect.objectContaining({ name: "Rose tea", price: "12.50", rank: 1 })]);
  expect(STRANGER.customer).toMatchObject({ firstName: null, address: { city: null }, traits: {}, orderCount: null });
  expect(STRANGER.customer.id).toBe(SAMPLE.customer.id);
  expect(STRANGER.recommendations).toEqual([]);
});
