import { expect, test } from "vitest";
import { build } from "../../scripts/build.mjs";
import { beginInverting, invert } from "../../src/math/inverse/invert.ts";
import { Tickets } from "../../src/math/inverse/tickets.ts";
import { teamInverse } from "../../src/scoring/recommendations/training/team-inverse.ts";
import { type InThread, runInThread } from "../../src/threads/run-in-thread.ts";
import { randomPositive, symmetric } from "../math/matrices.ts";

/** Threads of the program as it is built: one of Node's own cannot load TypeScript. */
async function threads(): Promise<InThread> {
  const program = new URL("thread.js", await build());
  return (work, stopping) => runInThread(program, work, stopping);
}

const ROWS = 530; // five blocks, the last of them small

for (const threadCount of [1, 2, 3]) {
  test(`a matrix inverted by ${threadCount} of the program's threads has the bits of one inverted here`, async () => {
    const inThread = await threads();
    const matrix = randomPositive(ROWS, 7);
    const alone = randomPositive(ROWS, 7);

    beginInverting(matrix);
    await Promise.all(Array.from({ length: threadCount }, () => inThread({ kind: "invert", matrix })));

    invert(alone);
    expect(matrix.values.every((value, place) => Object.is(value, alone.values[place]))).toBe(true);
  });
}

test("a team inverts one matrix after the other, with the bits of one thread", async () => {
  const inThread = await threads();
  const matrix = randomPositive(ROWS, 8);
  const alone = randomPositive(ROWS, 8);

  const team = teamInverse(3, inThread, ROWS);
  team.invert(matrix);
  team.invert(matrix);
  await team.settled();

  invert(alone);
  invert(alone);
  expect(matrix.values.every((value, place) => Object.is(value, alone.values[place]))).toBe(true);
});

test("a matrix that is not positive definite is refused to everyone in the team", async () => {
  const inThread = await threads();
  const matrix = symmetric(ROWS, (row, column) => (row === column ? 400 - row : 0));

  beginInverting(matrix);
  const outcomes = await Promise.allSettled([1, 2].map(() => inThread({ kind: "invert", matrix })));

  const refusal = new Error(
    "The matrix is not positive definite: pivot 400 of 530 (counted from 0) is not above zero; a greater ridge on its diagonal makes it so",
  );
  expect(outcomes).toEqual([
    { status: "rejected", reason: refusal },
    { status: "rejected", reason: refusal },
  ]);
});

test("an error of a helper reaches the one who asked for help", async () => {
  const matrix = randomPositive(ROWS, 9);

  const team = teamInverse(2, () => Promise.reject(new Error("no memory for a thread")), ROWS);
  team.invert(matrix);

  await expect(team.settled()).rejects.toThrow("no memory for a thread");
});

test("a thread that is stopped ends, whatever it waits for", async () => {
  const inThread = await threads();
  const matrix = randomPositive(ROWS, 10);
  beginInverting(matrix);
  new Tickets(matrix.memory).take(); // and never does what the others now wait for
  const stopping = new AbortController();

  const inverting = inThread({ kind: "invert", matrix }, stopping.signal);
  stopping.abort();

  await expect(inverting).rejects.toThrow("The thread for invert ended without an answer");
});

test("a task that no thread knows is refused with those that it knows", async () => {
  const inThread = await threads();

  await expect(inThread({ kind: "dance" })).rejects.toThrow("A thread was started for dance; it knows invert");
});

test("a thread whose program is not there is an error", async () => {
  await expect(runInThread(new URL("file:///nowhere.js"), { kind: "invert" })).rejects.toThrow("nowhere.js");
});
