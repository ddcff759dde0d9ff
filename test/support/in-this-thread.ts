import { TASKS } from "../../src/tasks.ts";
import type { InThread } from "../../src/threads/run-in-thread.ts";

/** Does a thread's work at once: tests run what is not built, and a thread needs a build. */
export const inThisThread: InThread = async <Result>({ kind, ...work }: { readonly kind: string }) => {
  const perform = Object.entries(TASKS).find(([name]) => name === kind)?.[1];
  if (perform === undefined) throw new Error(`there is no task ${kind}`);
  return (await perform({ kind, ...work })) as Result;
};
