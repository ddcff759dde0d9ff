import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Settled } from "../../src/jobs/settled.ts";

const DELAY = 2_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A task that takes so long, and when it began, in milliseconds. */
function aTask(takes: number, fails = false) {
  const started = performance.now();
  const begun: number[] = [];
  const failures: unknown[] = [];
  const task = async () => {
    begun.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, takes));
    if (fails) throw new Error("failed");
  };
  return { begun, failures, settled: new Settled(task, (error) => failures.push(error), DELAY) };
}

async function changeEvery(settled: Settled, every: number, until: number): Promise<void> {
  for (let now = 0; now < until; now += every) {
    settled.changed();
    await vi.advanceTimersByTimeAsync(every);
  }
}

test("many changes are one run, soon after the first", async () => {
  const { begun, settled } = aTask(0);

  for (let times = 0; times < 10; times += 1) settled.changed();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(begun).toEqual([DELAY]);
});

test("under a steady stream of changes a task of a second runs every twenty-one, never twice at once", async () => {
  const { begun, settled } = aTask(1_000);

  await changeEvery(settled, 100, 70_000);

  expect(begun).toEqual([DELAY, DELAY + 21_000, DELAY + 42_000, DELAY + 63_000]);
});

test("one that fails rests too, and is tried again", async () => {
  const { begun, failures, settled } = aTask(1_000, true);

  await changeEvery(settled, 100, 30_000);

  expect(begun).toEqual([DELAY, DELAY + 21_000]);
  expect(failures).toHaveLength(2);
});

test("a change while it runs is followed by another run, and none after it has been stopped", async () => {
  const { begun, settled } = aTask(1_000);
  settled.changed();
  await vi.advanceTimersByTimeAsync(DELAY + 500);

  settled.changed();
  await vi.advanceTimersByTimeAsync(21_000);
  settled.changed();
  settled.stop();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(begun).toEqual([DELAY, DELAY + 21_000]);
});
