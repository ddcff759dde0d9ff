import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What a server does instead of answering. */
export const CLOSES = Symbol("closes");
export const SILENT = Symbol("silent");

export type Answer = string | typeof CLOSES | typeof SILENT;
type Step = "GREETING" | "EHLO" | "STARTTLS" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "END" | "RSET" | "QUIT";

/** An answer for each time a step comes; the last one holds for all that follow. */
export type Script = Partial<Record<Step, readonly Answer[]>>;

const USUAL: Record<Step, string> = {
  GREETING: "220 ready",
  EHLO: "250 here",
  STARTTLS: "220 go on",
  AUTH: "235 welcome",
  MAIL: "250 sender",
  RCPT: "250 recipient",
  DATA: "354 go on",
  END: "250 taken",
  RSET: "250 forgotten",
  QUIT: "221 bye",
};

export const PIPELINING = "250-here\r\n250 PIPELINING";

/** A server that says what it is told to, on 127.0.0.1, and counts. */
export async function aScriptedServer(script: Script) {
  const sockets = new Set<Socket>();
  const seen = new Map<string, number>();
  const counts = { connections: 0, taken: 0 };
  const answer = (socket: Socket, step: Step): Answer => {
    const time = seen.get(step) ?? 0;
    seen.set(step, time + 1);
    const said = script[step]?.[time] ?? script[step]?.at(-1) ?? USUAL[step];
    if (said === CLOSES) socket.destroy();
    else if (typeof said === "string") socket.write(`${said}\r\n`);
    return said;
  };
  const server = createServer((socket) => {
    counts.connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}); // the other side may be gone
    socket.on("close", () => sockets.delete(socket));
    answer(socket, "GREETING");
    reading(socket, (step) => {
      if (step === "END") counts.taken += 1;
      return socket.destroyed ? CLOSES : answer(socket, step);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  onTestFinished(stop);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const times = (step: Step): number => seen.get(step) ?? 0;
  return { url: `smtp://127.0.0.1:${port}`, counts, sockets, times, stop };
}

/** Tells each command, and the final dot of each message as END. A message follows where DATA was allowed. */
function reading(socket: Socket, tell: (step: Step) => Answer): void {
  let [text, within] = ["", false];
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (within && line !== ".") continue;
      const step = within ? "END" : stepOf(line);
      const answer = tell(step);
      within = step === "DATA" && typeof answer === "string" && answer.startsWith("3");
    }
  });
}

const COMMANDS: Readonly<Record<string, Step>> = {
  EHLO: "EHLO",
  HELO: "EHLO",
  STAR: "STARTTLS",
  AUTH: "AUTH",
  MAIL: "MAIL",
  RCPT: "RCPT",
  DATA: "DATA",
  RSET: "RSET",
  QUIT: "QUIT",
};

function stepOf(line: string): Step {
  const step = COMMANDS[line.slice(0, 4).toUpperCase()];
  if (step === undefined) throw new Error(`the test's server does not know ${line}`);
  return step;
}
