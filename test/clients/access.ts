import { createApiKey } from "../../src/access/index.ts";
import type { Role } from "../../src/graphql/roles.ts";
import { NOW, type TestApp } from "../support/app.ts";

/** Where a client asks, and with which key. */
export interface Access {
  readonly url: string;
  readonly key: string;
}

export async function accessTo(app: TestApp, role: Role = "MARKETER"): Promise<Access> {
  return { url: app.url, key: await createApiKey(app.dataSource.manager, "front end", role, NOW) };
}
