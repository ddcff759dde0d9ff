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

/** The memory of a result's typed arrays is handed over: to copy a hundred megabytes would hold whoever takes them. */
function buffersOf(result: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBufferLike>();
  const look = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) found.add(value.buffer);
    else if (Array.isArray(value) ? typeof value[0] === "object" : typeof value === "object" && value !== null) {
      for (const inner of Object.values(Object(value))) look(inner);
    }
  };
  look(result);
  return [...found].filter((buffer) => buffer instanceof ArrayBuffer);
}
