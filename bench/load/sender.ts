import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** What it cost to send and to measure. */
  readonly senderCpuMs: number;
}

export interface Sender {
  send(load: Load): Promise<LoadFigures>;
  stop(): void;
}

/** The process that sends the load. */
export function startSender(): Sender {
  const child = fork(fileURLToPath(new URL("./load/send.js", import.meta.url)));
  return {
    send: (load) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error("the process that sends the load has ended"));
        child.once("exit", ended);
        child.once("message", (figures: LoadFigures) => {
          child.off("exit", ended);
          resolve(figures);
        });
        child.send(load);
      }),
    stop: () => child.kill(),
  };
}
