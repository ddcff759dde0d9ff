import { raw, type Sql } from "../../database/sql.ts";
import type { Reader } from "../../reading/index.ts";

/** Whether the customer lets the shop recommend by what they do. */
export const mayPersonalise = (_customer: Sql, _reader: Reader): Sql => raw("true");
