import { expect, test } from "vitest";
import { SharedRun } from "../../../src/scoring/serving/shared-run.ts";

/** A task whose runs end when they are told to, and the run itself. */
function aTask() {
  const ends: { done(): void; fail(why: Error): void }[] = [];
  const run = new SharedRun(
    () => new Promise<void>((done, fail) => void ends.push({ done: () => done(), fail: (why) => fail(why) })),
  );
  return { run, ends };
}

const turn = () => new Promise((done) => setImmediate(done));

test("who asks while it runs gets the run after that one, and all of them the same", async () => {
  const { run, ends } = aTask();
  const ended: string[] = [];
  const ask = (who: string) => run.fromNowOn().then(() => ended.push(who));

  const first = ask("first");
  const waiting = [ask("second"), ask("third")];
  await turn();
  const begun = ends.length;
  ends[0]?.done();
  const asked = first.then(() => ask("fourth")); // in the very moment between the two runs
  await turn();
  ends[1]?.done();
  await Promise.all([...waiting, turn()]);
  ends[2]?.done();
  await asked;

  expect([begun, ends.length]).toEqual([1, 3]);
  expect(ended).toEqual(["first", "second", "third", "fourth"]);
});

test("a run that fails does so for all who wait for it, and not for those of the next", async () => {
  const { run, ends } = aTask();
  const why = new Error("the database has gone away");

  const first = run.fromNowOn();
  const second = run.fromNowOn();
  ends[0]?.fail(why);
  await expect(first).rejects.toBe(why);
  await turn();
  ends[1]?.done();
  await second;
  const later = run.fromNowOn();
  ends[2]?.done();

  await expect(later).resolves.toBeUndefined();
  expect(ends).toHaveLength(3);
});
