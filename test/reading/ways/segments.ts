import { expect } from "vitest";
import type { TestApp } from "../../support/app.ts";

const CREATE =
  "mutation ($input: CreateSegmentInput!) { createSegment(input: $input) { segment { id } userErrors { message } } }";
const ARCHIVE = "mutation ($id: ID!) { archiveSegment(input: { id: $id }) { userErrors { message } } }";

/** Large ones and small ones, by rules and by list, with history and without. */
export async function someSegments(app: TestApp): Promise<void> {
  const make = async (key: string, given: object): Promise<string> => {
    const { createSegment } = await app.query(CREATE, { input: { key, name: `The ${key} 😀`, ...given } });
    expect(createSegment.userErrors).toEqual([]);
    return createSegment.segment.id;
  };
  const active = await make("active", {
    rule: { behaviour: { did: "PAGE_VIEWED" } },
    description: 'Whoever viewed a page, "lately" or not.',
  });
  await make("seen", {
    rule: {
      any: [{ not: { identity: "LOYALTY_CARD" } }, { trait: { name: "email", is: "EQUAL", value: "ada@example.com" } }],
    },
  });
  await make("reads-another", {
    rule: { all: [{ segment: active }, { trait: { name: "country", is: "NOT_EXISTS" } }] },
  });
  const { customers } = await app.query("{ customers(first: 13) { nodes { id } } }");
  const ids = customers.nodes.map(({ id }: { id: string }) => id);
  await make("few", { customerIds: ids.slice(0, 3) });
  await make("twelve", { customerIds: ids.slice(1, 13) });
  await make("nobody", { customerIds: [] });
  const old = await make("old", { customerIds: ids });
  const { archiveSegment } = await app.query(ARCHIVE, { id: old });
  expect(archiveSegment.userErrors).toEqual([]);
  await app.settle();
}
