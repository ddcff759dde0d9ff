import type { DataSource } from "typeorm";
import { keepMemberships } from "../segments/index.ts";

/** Works out the memberships that are due, so that a command leaves nothing to the next server. */
export const keepSegments = (dataSource: DataSource): Promise<void> =>
  keepMemberships(
    dataSource,
    () => new Date(),
    (segmentIds, error) => process.stderr.write(`segment ${segmentIds.join(", ")} could not be worked out: ${error}\n`),
  );
