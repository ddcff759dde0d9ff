import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { FromWorker, Instruction } from "./messages.ts";
import { type Ending, WorkerProcess } from "./worker-process.ts";

/** A worker that served for so long has not died of its start. */
const STEADY_MS = 5_000;
const MOST_FAILED_STARTS = 5;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** For one that was told to end, beyond the time that its requests get. */
const ENDING_MS = 1_000;

export interface WorkersOptions {
  readonly count: number;
  readonly log: Logger;
  /** What a new worker is to do. */
  instructions(): readonly Instruction[];
  heard(word: FromWorker, from: WorkerProcess): void;
  /** Called at the moment at which a worker is none any more. */
  ended(worker: WorkerProcess): void;
}

/** A place that one worker after the other takes. */
interface Seat {
  worker: WorkerProcess | undefined;
  /** How many have died of their start, one after the other. */
  failedStarts: number;
}

/** Keeps so many workers alive: one that dies is replaced, at once, or after a growing pause where it dies of its start. */
export class Workers {
  /** Tells why, where none can start any more; otherwise never. */
  readonly gaveUp: Promise<string>;
  readonly #options: WorkersOptions;
  readonly #seats: readonly Seat[];
  readonly #stopping = new AbortController();
  readonly #allServe: Promise<void>;
  #tellAllServe = () => {};
  #giveUp: (why: string) => void = () => {};

  constructor(options: WorkersOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.count }, () => ({ worker: undefined, failedStarts: 0 }));
    this.gaveUp = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    this.#allServe = new Promise((resolve) => {
      this.#tellAllServe = resolve;
    });
  }

  /** In an environment that has this beyond the program's own. */
  start(environment: object): void {
    for (const seat of this.#seats) {
      // The system has no room for a process: the others go on in no better world.
      this.#keep(seat, environment).catch((error: unknown) => this.#giveUp(`no worker can be made: ${error}`));
    }
  }

  /** Those that are alive. */
  get all(): readonly WorkerProcess[] {
    return this.#seats.flatMap(({ worker }) => worker ?? []);
  }

  tell(instruction: Instruction): void {
    for (const worker of this.all) worker.tell(instruction);
  }

  /** Waits until each has said that it serves, or has failed to start so often that the others begin without it. */
  serving(): Promise<void> {
    return this.#allServe;
  }

  /** Replaces no more, lets those that serve finish what is in flight, and kills those that have not finished by then. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const ending = this.all.map((worker) => this.#end(worker, graceMs));
    await Promise.all(ending);
  }

  async #keep(seat: Seat, environment: object): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      const worker = this.#start(environment);
      seat.worker = worker;
      const ending = await worker.ended;
      seat.worker = undefined;
      this.#options.ended(worker);
      if (signal.aborted) return;
      seat.failedStarts = isSteady(worker) ? 0 : seat.failedStarts + 1;
      this.#lookWhoServes();
      if (this.#seats.every(cannotStart)) return this.#giveUp(noneStarts(this.#seats.length, ending));
      const pauseMs = pauseAfter(seat.failedStarts);
      this.#options.log.warn({ worker: worker.pid, ...ending, pauseMs }, "a worker has ended and is replaced");
      if (await isAborted(pauseMs, signal)) return;
    }
  }

  #start(environment: object): WorkerProcess {
    return new WorkerProcess(environment, (word, worker) => {
      if (word.kind === "hearing") for (const instruction of this.#options.instructions()) worker.tell(instruction);
      else if (word.kind !== "serving") this.#options.heard(word, worker);
      else this.#lookWhoServes();
    });
  }

  #lookWhoServes(): void {
    const settled = (seat: Seat) => isServing(seat) || cannotStart(seat);
    if (this.#seats.some(isServing) && this.#seats.every(settled)) this.#tellAllServe();
  }

  async #end(worker: WorkerProcess, graceMs: number): Promise<void> {
    if (worker.servingSince === undefined) worker.kill();
    else worker.tell({ kind: "stop", graceMs });
    const inTime = worker.ended.then(() => true);
    if (await Promise.race([inTime, sleep(graceMs + ENDING_MS, false, { ref: false })])) return;
    this.#options.log.warn({ worker: worker.pid }, "a worker did not end in time and is killed");
    worker.kill();
    await worker.ended;
  }
}

const isServing = ({ worker }: Seat): boolean => worker?.servingSince !== undefined;
const cannotStart = (seat: Seat): boolean => seat.failedStarts >= MOST_FAILED_STARTS && !isServing(seat);

function isSteady({ servingSince }: WorkerProcess): boolean {
  return servingSince !== undefined && performance.now() - servingSince >= STEADY_MS;
}

function pauseAfter(failedStarts: number): number {
  return failedStarts < 2 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (failedStarts - 2), LONGEST_PAUSE_MS);
}

function noneStarts(count: number, { code, signal, err }: Ending): string {
  const how = err?.message ?? (signal === undefined ? `with code ${code}` : `by ${signal}`);
  return `none of the ${count} workers can start: they end again and again, the last one ${how}`;
}

/** Waits, and tells whether it was told to wait no longer. */
async function isAborted(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => {}); // it is the signal that tells
  return signal.aborted;
}
