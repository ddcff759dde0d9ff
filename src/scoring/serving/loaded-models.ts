import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { databaseUrlOf } from "../../database/pool.ts";
import { readBytes } from "../../models/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import { type StoredModel, unpackModel } from "../training/stored-model.ts";
import type { ServedModel } from "./ground.ts";

/** A model in memory, ready to score. */
export interface LoadedModel extends StoredModel {
  readonly id: string;
  readonly version: number;
  readonly placeOf: ReadonlyMap<string, number>;
}

/** How long a request waits for a large version that is not in memory yet, where an older one is. */
const PATIENCE_MS = 200;
/** Smaller ones are read here and waited for: a thread would take a tenth of a second to come. */
const SMALL_BYTES = 8_000_000;
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
  async get(kind: string, served: ServedModel | undefined): Promise<LoadedModel | undefined> {
    if (served === undefined) {
      this.#kept.delete(kind);
      return undefined;
    }
    const [id, , bytes] = served;
    const before = this.#kept.get(kind);
    if (before?.current?.id === id) return before.current;
    const loading = before?.wanted === id ? before.loading : this.#begin(kind, served, before?.current);
    const isWaitedFor = before?.current === undefined || bytes <= SMALL_BYTES;
    return isWaitedFor ? loading : Promise.race([loading, patience(before.current)]);
  }

  #begin(kind: string, served: ServedModel, current: LoadedModel | undefined): Promise<LoadedModel | undefined> {
    const [id] = served;
    const loading = this.#load(served).then(
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

  async #load([id, version, bytes]: ServedModel): Promise<LoadedModel> {
    const stored = bytes <= SMALL_BYTES ? await this.#loadHere(id) : await this.#loadInThread(id);
    return { ...stored, id, version, placeOf: new Map(stored.products.map((product, place) => [product, place])) };
  }

  async #loadHere(id: string): Promise<StoredModel> {
    const bytes = await readBytes(this.#dataSource.manager, id);
    if (bytes === undefined) throw new Error(`the model ${id} is not kept`);
    return unpackModel(bytes);
  }

  #loadInThread(id: string): Promise<StoredModel> {
    return this.#inThread<StoredModel>({ kind: "loadModel", databaseUrl: databaseUrlOf(this.#dataSource), id });
  }
}

function patience(before: LoadedModel): Promise<LoadedModel> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(before), PATIENCE_MS).unref();
  });
}
