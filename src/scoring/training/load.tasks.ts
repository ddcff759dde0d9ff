import { readAtOnce } from "../../database/copy-rows.ts";
import { type StoredModel, unpackModel } from "./stored-model.ts";

export interface LoadWork {
  readonly databaseUrl: string;
  /** The model's UUID. */
  readonly id: string;
}

/** Reads what a model has learned. Throws where it is not kept any longer. */
export function loadModel({ databaseUrl, id }: LoadWork): Promise<StoredModel> {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`${id} is no model's id`);
  return readAtOnce(databaseUrl, async (copy) => {
    const parts: Buffer[] = [];
    const query = `select replace(encode(p.bytes, 'base64'), E'\\n', '') from model_part p where p.model_id = '${id}' order by p.part`;
    for await (const [part] of copy(query)) parts.push(Buffer.from(part ?? "", "base64"));
    if (parts.length === 0) throw new Error(`the model ${id} is not kept`);
    return unpackModel(Buffer.concat(parts));
  });
}
