import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { databaseUrlOf } from "../../database/pool.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import type { StoredModel } from "../training/stored-model.ts";

/** A model in memory, ready to score. */
export interface LoadedModel extends StoredModel {
  readonly id: string;
  readonly version: number;
  readonly placeOf: ReadonlyMap<string, number>;
}

/** How long a request waits for a version that is not in memory yet, where an older one is. */
const PATIENCE_MS = 200;
/** A version that could not be loaded is tried again after so long. */
const AGAIN_MS = 5_000;

interface Kept {
  readonly current: LoadedModel | undefined;
  readonly wanted: string;
  readonly loading: Promise<LoadedModel | undefined>;
}

/**
 * The served models of this process: read when first asked for, in a thread, since tens of megabytes take a while; shared by all
 * requests, and replaced while they run. Those that have begun keep the version that they began with.
 */
export class LoadedModels {
  readonly #kept = new Map<string, Kept>();
  readonly #dataSource: DataSource;
  readonly #inThread: InThread;
  readonly #log: Logger;

  constructor(dataSource: DataSource, inThread: InThread, log: Logger) {
    this.#dataSource = dataSource;
    this.#inThread = inThread;
    this.#log = log;
  }

  /** The served model of a kind; for a moment still the one before, undefined where none can be had. */
  async get(
    kind: string,
    served: readonly [id: string, version: number] | undefined,
  ): Promise<LoadedModel | undefined> {
    if (served === undefined) {
      this.#kept.delete(kind);
      return undefined;
    }
    const [id, version] = served;
    const before = this.#kept.get(kind);
    if (before?.current?.id === id) return before.current;
    const loading = before?.wanted === id ? before.loading : this.#begin(kind, id, version, before?.current);
    return before?.current === undefined ? loading : Promise.race([loading, patience(before.current)]);
  }

  #begin(
    kind: string,
    id: string,
    version: number,
    current: LoadedModel | undefined,
  ): Promise<LoadedModel | undefined> {
    const loading = this.#load(id, version).then(
      (loaded) => {
        if (this.#kept.get(kind)?.wanted === id) this.#kept.set(kind, { current: loaded, wanted: id, loading });
        return loaded;
      },
      (error: unknown) => {
        this.#log.error({ err: error, model: id }, "a model could not be loaded");
        setTimeout(() => {
          const kept = this.#kept.get(kind);
          if (kept?.wanted === id) this.#kept.set(kind, { ...kept, wanted: "" });
        }, AGAIN_MS).unref();
        return current;
      },
    );
    this.#kept.set(kind, { current, wanted: id, loading });
    return loading;
  }

  async #load(id: string, version: number): Promise<LoadedModel> {
    const stored = await this.#inThread<StoredModel>({
      kind: "loadModel",
      databaseUrl: databaseUrlOf(this.#dataSource),
      id,
    });
    return { ...stored, id, version, placeOf: new Map(stored.products.map((product, place) => [product, place])) };
  }
}

function patience(before: LoadedModel): Promise<LoadedModel> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(before), PATIENCE_MS).unref();
  });
}
