import "reflect-metadata";
import fc from "fast-check";
import { buildSchema, parse, validate } from "graphql";
import { expect, test, vi } from "vitest";
import { Answers } from "../../src/reading/index.ts";
import { makeSchema, printed as printedSchema } from "../../src/schema.ts";
import { MATRIX } from "../access/matrix.ts";
import { NOW, startApp } from "../support/app.ts";
import { operations } from "./operations/generate.ts";
import { printed } from "./operations/print.ts";
import { readCursors } from "./oracle/cursors.ts";
import { answer } from "./oracle/execute.ts";
import { faultsOf } from "./oracle/faults.ts";
import { readTables } from "./oracle/tables.ts";
import { idOf } from "./oracle/things.ts";
import { differences } from "./ways/differences.ts";
import { poolsOf } from "./ways/pools.ts";
import { type Asked, serveWay, type Told } from "./ways/serve.ts";
import { wholeCampaigns } from "./ways/whole-campaigns.ts";
import { aRichShop } from "./ways/world.ts";

const OPERATIONS = 600;
const OTHER_ROLES = ["ANALYST", "ADMIN", "STOREFRONT"] as const;

/** A shop, the two ways to ask it, and what an executor over its rows makes of the same. */
async function aShopAskedInEveryWay() {
  const app = await startApp();
  await aRichShop(app);
  const [direct, tree] = await Promise.all((["direct", "tree"] as const).map((way) => serveWay(app.dataSource, way)));
  if (direct === undefined || tree === undefined) throw new Error("two ways are served");
  const schema = buildSchema(printedSchema(makeSchema()));
  const tables = await readTables(app.dataSource);
  const cursors = await readCursors((query, variables) => direct({ role: "ADMIN", query, variables }));
  const reached = new Set<string>();
  const active = tables.segments.filter(({ status }) => status === "ACTIVE");
  const segments = new Set(active.map(({ id }) => idOf("seg", id)));
  const oracle = { schema, tables, cursors, segments, now: NOW, reached: (field: string) => void reached.add(field) };
  const drawn = operations(schema, poolsOf(tables, cursors)).map(printed);
  return { direct, tree, oracle, reached, drawn, whole: wholeCampaigns(tables) };
}

/** What only a training gives: recommendations are tested with it where they are made. */
const TRAINED = /^(PreferenceScore|ScoreContribution|RecommendationReason|PriceCurvePoint|PricingBacktest)$/;

/** Every field that a query can read. */
const FIELDS = Object.entries(MATRIX).flatMap(([type, fields]) =>
  /^Mutation$|^Subscription$|Payload$|Outcome$|^FieldError$|^NotAllowedInState$/.test(type) || TRAINED.test(type)
    ? []
    : Object.keys(fields).map((field) => `${type}.${field}`),
);

const told = ({ status, answer: { data, errors } }: Told) => ({
  status,
  data: JSON.stringify(data), // the order of the keys counts
  errors: errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
});

/** As one pastes it into the playground. */
const shown = ({ role, query, variables }: Asked): string =>
  `as ${role}:\n${query}\n${JSON.stringify(variables, undefined, 2)}`;

/*
 * What the executor over the rows leaves out, so that only the two ways are held against each other there: the texts of
 * cursors and of messages, and which of several faults is told. What it takes as stored: what becomes of an order (its
 * status, total, refunds and their lines). Not drawn: mutations, introspection, operations that are not valid, and the
 * limits of fields, depth, aliases and words.
 */
test("an operation has one answer, whichever way it goes: the one that the rows themselves give", {
  timeout: 300_000,
}, async () => {
  const { direct, tree, oracle, reached, drawn, whole } = await aShopAskedInEveryWay();
  const counts = { answered: 0, refused: 0 };
  const written = vi.spyOn(Answers.prototype, "direct");

  const property = fc.asyncProperty(drawn, async (asked) => {
    const document = parse(asked.query);
    expect(validate(oracle.schema, document), shown(asked)).toEqual([]);
    // Selections are written once: neither what another role asked nor an earlier request may show in an answer.
    for (const role of OTHER_ROLES) await direct({ ...asked, role });
    const [one, other, again] = [await direct(asked), await tree(asked), await direct(asked)];
    expect(told(one), shown(asked)).toEqual(told(other));
    expect(again.text, shown(asked)).toBe(one.text);
    const faults = faultsOf(oracle, asked, document);
    const codes = one.answer.errors?.map(({ extensions: { code } }) => String(code)) ?? [];
    if (faults.size > 0) {
      expect([codes.length, faults.has(codes[0] ?? "")], `${shown(asked)}\n${codes} for ${[...faults]}`).toEqual([
        1,
        true,
      ]);
      expect(one.answer.data ?? null, shown(asked)).toBeNull();
      counts.refused += 1;
      return;
    }
    const own = await answer(oracle, asked, document);
    expect([own.errors, one.answer.errors], shown(asked)).toEqual([undefined, undefined]);
    expect(differences(own.data, one.answer.data), shown(asked)).toEqual([]);
    counts.answered += 1;
  });

  const examples = whole.map((asked): [Asked] => [asked]);
  await fc.assert(property, { examples, numRuns: examples.length + OPERATIONS, seed: 20260615 });
  // What is drawn must not grow poor: every field that is read, and operations of both kinds.
  expect(FIELDS.filter((field) => !reached.has(field))).toEqual([]);
  expect(counts.answered).toBeGreaterThan(OPERATIONS / 2);
  expect(counts.refused).toBeGreaterThan(OPERATIONS / 20);
  const texts = await Promise.all(written.mock.results.map(({ value }) => value as Promise<string | undefined>));
  const passedOn = texts.filter((text) => text !== undefined);
  expect(passedOn.length).toBeGreaterThan(2 * OPERATIONS); // of four times that each was asked directly
});
