import type { EntityManager } from "typeorm";
import { insertRows } from "../../database/insert-rows.ts";
import { SandboxMessage } from "./sandbox-message.entity.ts";

/** Writes messages down; one that is there already makes the whole batch fail. */
export async function writeSandboxMessages(
  manager: EntityManager,
  messages: readonly Omit<SandboxMessage, "writtenAt">[],
  writtenAt: Date,
): Promise<void> {
  await insertRows<SandboxMessage>(manager, SandboxMessage, messages, {
    key: ["customerId", "id"],
    conflict: "fails",
    same: { writtenAt },
  });
}
