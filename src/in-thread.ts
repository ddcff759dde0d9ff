import { type InThread, runInThread } from "./threads/run-in-thread.ts";

/** Starts this program's own threads: the build lays their entry beside every part of it. */
export const inThread: InThread = (work, stopping) =>
  runInThread(new URL("./thread.js", import.meta.url), work, stopping);
