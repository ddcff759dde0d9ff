import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Gate {
  /** The database's, through the gate. */
  readonly url: string;
  /** Connections that are open now pass nothing on any more, and nobody is told; later ones are not concerned. */
  silence(): void;
  /** Tells both sides of silent connections that they are broken. */
  breakSilent(): void;
}

/** A way to a database, as a network that drops packets makes it. */
export async function aGateTo(databaseUrl: string): Promise<Gate> {
  const { hostname, port } = new URL(databaseUrl);
  let open: Socket[] = [];
  const silent: Socket[] = [];
  const server = createServer((client) => {
    const real = connect(Number(port), hostname);
    for (const socket of [client, real]) open.push(socket.on("error", () => {})); // an end is passed on below
    client.on("close", () => real.destroy()).pipe(real);
    real.on("close", () => client.destroy()).pipe(client);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const breakSilent = () => {
    for (const socket of silent) socket.destroy();
  };
  onTestFinished(() => {
    server.close();
    breakSilent();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${address.port}` }).href,
    silence: () => {
      for (const socket of open) socket.unpipe().pause();
      silent.push(...open);
      open = [];
    },
    breakSilent,
  };
}
