import { parse } from "graphql";
import { expect, test } from "vitest";
import { ParsedDocuments } from "../../src/graphql/parsed-documents.ts";

const document = (name: string, length: number) => parse(`{ ${name} } #`.padEnd(length, "."));

test("the documents that came lately are kept, as far as their texts together stay within the limit", async () => {
  const documents = new ParsedDocuments(100);
  const [a, b, c] = [document("a", 40), document("b", 40), document("c", 40)];

  await documents.set("a", a);
  await documents.set("b", b);
  await documents.get("a");
  await documents.set("c", c);

  expect([await documents.get("a"), await documents.get("b"), await documents.get("c")]).toEqual([a, undefined, c]);
});

test("a comment counts like everything else, and a text beyond the limit is not kept and pushes nothing out", async () => {
  const documents = new ParsedDocuments(100);
  await documents.set("small", document("small", 60));

  await documents.set("large", document("large", 101));

  expect(await documents.get("large")).toBeUndefined();
  expect(await documents.get("small")).toBeDefined();
});

test("the same document again takes no more room", async () => {
  const documents = new ParsedDocuments(100);
  for (let times = 0; times < 3; times += 1) await documents.set("a", document("a", 60));
  await documents.set("b", document("b", 40));

  expect(await documents.get("a")).toBeDefined();
});
