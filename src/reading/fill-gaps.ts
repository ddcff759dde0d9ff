import { currentSnapshot } from "../database/current-snapshot.ts";
import { join, raw, type Sql, sql } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import type { Ask } from "./ask.ts";
import type { Compiler } from "./compile.ts";
import {
  type Computers,
  type GapField,
  type GapRows,
  type Grounds,
  hasGaps,
  joinGaps,
  splitGaps,
  splitGrounds,
  withGrounds,
} from "./computed.ts";
import type { Reader } from "./projection.ts";

interface Gap {
  readonly field: GapField;
  readonly need: string;
}

/** Works out what a compiler's texts have gaps for, for one request. */
export class Gaps {
  readonly #ask: Ask;
  readonly #reader: Reader;
  readonly #computers: Computers;

  constructor(ask: Ask, reader: Reader, computers: Computers) {
    this.#ask = ask;
    this.#reader = reader;
    this.#computers = computers;
  }

  /** The one text that a compiler has written, read by one statement with what its gaps stand on, and filled. */
  async read(compiler: Compiler, text: Sql): Promise<string> {
    // On a cluster the two are of different kinds: what the coordinator alone knows would be asked of a worker.
    const names = this.#reader.spread ? [] : computersOf(compiler.gaps);
    const expressions = names.map((name) => this.#computer(name).ground(raw("pg_current_snapshot()")));
    const { grounds, rest } = splitGrounds(await this.#ask.json(sql`select ${withGrounds(expressions, text)}`), names);
    const [filled = ""] = await this.fill(compiler, [rest], grounds);
    return filled;
  }

  /** The texts with the rows of their gaps in them: one pass of each computer for all of them, and one statement. */
  async fill(compiler: Compiler, texts: readonly string[], grounds: Grounds = new Map()): Promise<readonly string[]> {
    if (!texts.some(hasGaps)) return texts;
    const split = texts.map(splitGaps);
    const gaps = split.flatMap((text) =>
      text.gaps.map(({ field, need }) => ({ field: fieldAt(compiler, field), need })),
    );
    const known = await this.#withLacking(gaps, grounds);
    const filled = await this.#write(compiler, gaps, await this.#compute(compiler, gaps, known), known);
    let before = 0;
    return split.map((text) => {
      const own = filled.slice(before, before + text.gaps.length);
      before += text.gaps.length;
      return joinGaps(text, own);
    });
  }

  /** What was not read with the needs is read now. */
  async #withLacking(gaps: readonly Gap[], grounds: Grounds): Promise<Grounds> {
    const lacking = computersOf(gaps.map(({ field }) => field)).filter((name) => !grounds.has(name));
    if (lacking.length === 0) return grounds;
    const snapshot = await currentSnapshot((statement) => this.#ask.json(statement), this.#reader);
    const read = await Promise.all(
      lacking.map(async (name): Promise<[string, unknown]> => {
        const ground = await this.#ask.json(sql`select ${this.#computer(name).ground(snapshot)}`);
        return [name, JSON.parse(ground)];
      }),
    );
    return new Map([...grounds, ...read]);
  }

  #computer(name: string) {
    const computer = this.#computers[name];
    if (computer === undefined) throw new Error(`this program has no computer ${name}`);
    return computer;
  }

  /** By gap its rows. */
  async #compute(compiler: Compiler, gaps: readonly Gap[], grounds: Grounds): Promise<readonly GapRows["rows"][]> {
    const rows: GapRows["rows"][] = gaps.map(() => []);
    const byComputer = groupBy(gaps.entries(), ([, { field }]) => field.spec.computer);
    const pass = async ([name, own]: readonly [string, readonly (readonly [number, Gap])[]]): Promise<void> => {
      const byField = groupBy(own, ([, { field }]) => field);
      const asks = [...byField].flatMap(([field, ofField]) => {
        const { spec, args } = field;
        const selected = compiler.gapSelection(field);
        return ofField.map(([gap, { need }]) => ({ gap, ask: { what: spec.what, args, need, selected } }));
      });
      const lists = await this.#computer(name).compute(
        asks.map(({ ask }) => ask),
        grounds.get(name),
        this.#reader,
      );
      for (const [place, { gap }] of asks.entries()) {
        const list = lists[place];
        if (list === undefined) throw new Error(`the computer ${name} left an ask without its list`);
        rows[gap] = list;
      }
    };
    await Promise.all([...byComputer].map(pass));
    return rows;
  }

  /** By gap the JSON of its list or object. The rows of a field are one select; those of all fields are one statement. */
  async #write(
    compiler: Compiler,
    gaps: readonly Gap[],
    rows: readonly GapRows["rows"][],
    grounds: Grounds,
  ): Promise<readonly string[]> {
    const texts = gaps.map(({ field }): string => (field.spec.single === true ? "null" : "[]"));
    const byField = groupBy(gaps.entries(), ([, { field }]) => field);
    const selects = [...byField].flatMap(([field, own]) => {
      const lists = own
        .map(([gap]): GapRows => ({ gap, rows: rows[gap] ?? [] }))
        .filter((list) => list.rows.length > 0);
      return lists.length === 0 ? [] : [compiler.gapRows(field, lists)];
    });
    if (selects.length === 0) return texts;
    const written = await this.#ask.rows(join(selects, " union all "));
    const filled = await this.fill(
      compiler,
      written.map(({ text }) => String(text)),
      grounds,
    );
    for (const [place, { gap }] of written.entries()) texts[Number(gap)] = filled[place] ?? "";
    return texts;
  }
}

const computersOf = (fields: readonly GapField[]): string[] => [...new Set(fields.map(({ spec }) => spec.computer))];

function fieldAt({ gaps }: Compiler, place: number): GapField {
  const field = gaps[place];
  if (field === undefined) throw new Error(`there is no gap ${place}`);
  return field;
}
