import type { DataSource, EntityManager } from "typeorm";
import { Changes } from "./changes.ts";
import { NoticeLine } from "./notice-line.ts";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

/** Called with what was told; with nothing where words may have been missed. */
export type Heard = (payload?: string) => void;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Tells all processes that listen, when the manager's transaction commits. The statement reads no table, as Citus would have it. */
export async function notify(manager: EntityManager, channel: string, payload: string): Promise<void> {
  await run(manager, sql`select pg_notify(${channel}::text, ${payload}::text)`);
}

/**
 * What PostgreSQL tells of its channels (LISTEN), over one connection of its own: there while somebody listens, and made
 * again where it breaks. Of the pool's connections none would do: they go from hand to hand.
 */
export class Notices {
  readonly #url: string;
  readonly #broke: (error: unknown) => void;
  readonly #listeners = new Map<string, Set<Heard>>();
  #connection: Promise<NoticeLine> | undefined;
  #again: NodeJS.Timeout | undefined;
  #failures = 0;
  #missed = false;
  #stopped = false;

  /** `broke` is told why, each time that the connection breaks or cannot be made again. */
  constructor(dataSource: DataSource, broke: (error: unknown) => void) {
    const { url = "" }: { url?: string } = Object(dataSource.options);
    this.#url = url;
    this.#broke = broke;
  }

  /** From when this is done, all that is told is heard, until the function that it gives is called; fails where no connection can be had. */
  async listen(channel: string, heard: Heard): Promise<() => void> {
    if (this.#stopped) throw new Error("nothing is listened to any more");
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(heard));
    const leave = () => this.#leave(channel, heard);
    try {
      await (await this.#connected()).listen(channel);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** What is told of one thing, whose name is the payload. */
  async changesOf(channel: string, payload: string): Promise<Changes> {
    const changes = new Changes();
    const leave = await this.listen(channel, (told = payload) => {
      if (told === payload) changes.tell();
    });
    changes.whenEnded(leave);
    return changes;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#listeners.clear();
    await this.#close();
  }

  #leave(channel: string, heard: Heard): void {
    const listeners = this.#listeners.get(channel);
    listeners?.delete(heard);
    if (listeners?.size === 0) this.#listeners.delete(channel);
    if (this.#listeners.size === 0) void this.#close();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#again);
    this.#again = undefined;
    const open = this.#connection;
    this.#connection = undefined;
    this.#missed = false;
    const line = await open?.catch(() => undefined); // whoever waited for it was told
    await line?.end();
  }

  #connected(): Promise<NoticeLine> {
    clearTimeout(this.#again);
    this.#again = undefined;
    if (this.#connection !== undefined) return this.#connection;
    const connection = this.#connect(() => this.#connection === connection);
    this.#connection = connection;
    return connection;
  }

  async #connect(isCurrent: () => boolean): Promise<NoticeLine> {
    const line = new NoticeLine(this.#url, (channel, payload) => this.#tell(this.#listeners.get(channel), payload));
    try {
      await line.open((why) => {
        if (isCurrent()) this.#lost(why);
      });
      for (const channel of this.#listeners.keys()) await line.listen(channel);
    } catch (error) {
      if (isCurrent()) this.#lost(error);
      line.cut();
      throw error;
    }
    this.#failures = 0;
    if (this.#missed) for (const listeners of this.#listeners.values()) this.#tell(listeners);
    this.#missed = false;
    return line;
  }

  /** Tries again after a pause that grows, for as long as anybody listens. */
  #lost(error: unknown): void {
    this.#connection = undefined;
    if (this.#stopped || this.#listeners.size === 0) return;
    this.#missed = true;
    this.#broke(error);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#connected().catch(() => {}), pauseMs).unref(); // it tries again by itself
  }

  #tell(listeners: Iterable<Heard> = [], payload?: string): void {
    for (const heard of [...listeners]) heard(payload);
  }
}
