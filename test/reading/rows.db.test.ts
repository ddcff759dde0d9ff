import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";

const nested = (size: number) =>
  `{ customers(first: ${size}) { nodes { touchpoints(first: ${size}) { nodes { customer { touchpoints(first: ${size}) { nodes { id } } } } } } } }`;

test("pages inside pages multiply, and what asks for too many rows is refused before it runs", async () => {
  const app = await startApp();
  app.statements();

  const { errors } = await app.send(nested(100));

  expect(errors).toMatchObject([
    {
      message: "The operation asks for up to 1010100 rows; at most 100000.",
      extensions: { code: "LIMIT_EXCEEDED", limit: 100_000, value: 1_010_100 },
    },
  ]);
  expect(app.statements()).toEqual([]);
});

test("pages inside pages that stay within the limit are answered", async () => {
  const app = await startApp();

  expect(await app.query(nested(20))).toEqual({ customers: { nodes: [] } });
});
