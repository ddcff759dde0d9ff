const NEXT = 0;
const DONE = 1;
const FAULT = 2;
const PLACE = 3;
/** So far below zero that tasks which end after the fault do not bring it back. */
const FAILED = -(2 ** 30);
/** A task takes a millisecond: when none has been done for so long, nobody is there to do it. */
const PATIENCE_MS = 60_000;

/** What can go wrong, as it is told in the shared memory; the place is a pivot, or row times stride plus column. */
export const FAULTS = { notPositive: 1, notFinite: 2, abandoned: 3 } as const;
export type Fault = (typeof FAULTS)[keyof typeof FAULTS];

/**
 * Work as one sequence of numbered tasks in shared memory: whoever is free takes the next. A task waits until the stage
 * before its own is done, never for a person: a thread that comes late or not at all delays nobody, which a barrier
 * for a fixed number of threads cannot offer.
 */
export class Tickets {
  private readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(memory: WebAssembly.Memory) {
    this.cells = new Int32Array(memory.buffer, 0, 4);
  }

  reset(): void {
    for (let cell = 0; cell < this.cells.length; cell += 1) Atomics.store(this.cells, cell, 0);
  }

  take(): number {
    return Atomics.add(this.cells, NEXT, 1);
  }

  /** Waits until so many tasks are done; false when the work has failed. */
  waitFor(tasks: number): boolean {
    for (let done = this.done(); done >= 0 && done < tasks; done = this.done()) {
      const waited = Atomics.wait(this.cells, DONE, done, PATIENCE_MS);
      if (waited === "timed-out" && this.done() === done) this.fail(FAULTS.abandoned, 0);
    }
    return this.done() >= 0;
  }

  /** One task more is done; with the last of a stage everybody who waits goes on. */
  finish(endOfStage: number): void {
    if (Atomics.add(this.cells, DONE, 1) + 1 === endOfStage) Atomics.notify(this.cells, DONE);
  }

  /** The work ends for everybody. The first to say why is believed. */
  fail(fault: Fault, place: number): void {
    if (Atomics.compareExchange(this.cells, FAULT, 0, fault) === 0) Atomics.store(this.cells, PLACE, place);
    Atomics.store(this.cells, DONE, FAILED);
    Atomics.notify(this.cells, DONE);
  }

  fault(): { readonly fault: number; readonly place: number } {
    return { fault: Atomics.load(this.cells, FAULT), place: Atomics.load(this.cells, PLACE) };
  }

  private done(): number {
    return Atomics.load(this.cells, DONE);
  }
}
