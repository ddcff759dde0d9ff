import { Worker } from "node:worker_threads";

/** What a thread is started with: the name of its task, and the task's own data. */
export interface Work {
  readonly kind: string;
  readonly [name: string]: unknown;
}

/** Runs a task in a thread of its own; bound to the program's thread entry by those who put the program together. */
export type InThread = <Result>(work: Work, stopping?: AbortSignal) => Promise<Result>;

/**
 * The result of a task, from a thread that is started for it and has ended by the time the promise settles. It rejects
 * with the thread's error, and when it is stopped, which ends the threads that it has started as well. Shared memory in
 * the work is shared, everything else is copied.
 */
export function runInThread<Result>(program: URL, work: Work, stopping?: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(program, { workerData: work, name: work.kind });
    let settle = () => reject(new Error(`The thread for ${work.kind} ended without an answer`));
    const stop = () => end(thread);
    stopping?.addEventListener("abort", stop);
    if (stopping?.aborted === true) stop();
    thread.once("message", ({ result }: { readonly result: Result }) => {
      settle = () => resolve(result);
      end(thread); // something that it has left open would hold it
    });
    thread.once("messageerror", (error) => {
      settle = () => reject(error);
      end(thread);
    });
    thread.once("error", (error) => {
      settle = () => reject(error);
    });
    thread.once("exit", () => {
      stopping?.removeEventListener("abort", stop);
      settle();
    });
  });
}

function end(thread: Worker): void {
  thread.terminate().catch(() => {}); // it has ended by itself
}
