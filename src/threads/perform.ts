import { parentPort, workerData } from "node:worker_threads";

export type Task = (work: unknown) => unknown;

/** A task as its author types it: the threads of this program are started by this program, with the data of that type. */
export const task =
  <Data>(perform: (work: Data) => unknown): Task =>
  (work) =>
    perform(work as Data);

/** In a thread: the task that its data names is done and answered. An error ends the thread, and its starter gets it. */
export async function performWork(tasks: Readonly<Record<string, Task>>): Promise<void> {
  const kind: unknown = workerData?.kind;
  const perform = typeof kind === "string" && Object.hasOwn(tasks, kind) ? tasks[kind] : undefined;
  if (perform === undefined) {
    throw new Error(`A thread was started for ${String(kind)}; it knows ${Object.keys(tasks).join(", ")}`);
  }
  const result = await perform(workerData);
  parentPort?.postMessage({ result }, buffersOf(result));
}

/** The memory of a result's own typed arrays is handed over: to copy twenty megabytes would hold whoever takes them. */
function buffersOf(result: unknown): ArrayBuffer[] {
  if (typeof result !== "object" || result === null) return [];
  const buffers = [result, ...Object.values(result)].flatMap((value) =>
    ArrayBuffer.isView(value) ? value.buffer : [],
  );
  return [...new Set(buffers.filter((buffer) => buffer instanceof ArrayBuffer))];
}
