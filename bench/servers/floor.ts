import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { FLOOR } from "./floor-statements.ts";
import type { Running } from "./running.ts";

const POOL_SIZE = 10; // as many as the others have
const UNPARSED = { getTypeParser: () => (value: string) => value };

/** The least that can answer: HTTP, a pool, and one named statement a query that writes the finished JSON. */
export async function startFloor(databaseUrl: string, port: number): Promise<Running> {
  const options = "-c TimeZone=UTC -c DateStyle=ISO -c jit=off";
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE, options });
  pool.on("error", () => {}); // an idle connection that breaks is replaced; whoever uses one is told by its query
  const server = createServer((request, response) => {
    answer(pool, request).then(
      (text) => response.writeHead(200, { "content-type": "application/json" }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo; // it listens on a port, so it is no pipe's name
  return {
    url: `http://127.0.0.1:${taken}/graphql`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

async function answer(pool: pg.Pool, request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const statement = FLOOR.get(operationName);
  if (statement === undefined) throw new Error(`the floor has no statement for ${operationName}`);
  const { name, text } = statement;
  const { rows } = await pool.query<[string]>({
    name,
    text,
    values: statement.values(variables),
    rowMode: "array",
    types: UNPARSED,
  });
  return `{"data":${rows[0]?.[0] ?? "null"}}`;
}
