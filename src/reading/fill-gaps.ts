import type { Sql } from "../database/sql.ts";
import { join } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import { type Computers, type GapField, type Gapped, joinGaps, splitGaps } from "./computed.ts";
import type { Reader } from "./projection.ts";

/** What filling needs of those who ask. */
export interface Filling {
  readonly computers: Computers;
  readonly reader: Reader;
  /** The fields that are selected of a gap's rows. */
  selected(field: GapField): ReadonlySet<string>;
  /** The select of a field's rows. */
  select(field: GapField, rows: readonly object[]): Sql;
  /** The text of each gap that such selects write; these may have gaps of their own, and come filled. */
  texts(statement: Sql): Promise<readonly { readonly gap: number; readonly text: string }[]>;
}

interface Gap {
  readonly field: GapField;
  readonly need: string;
}

/** The texts with the rows of their gaps in them: one pass of each computer for all of them, and one statement. */
export async function fillGaps(
  texts: readonly string[],
  fields: readonly GapField[],
  grounds: ReadonlyMap<string, unknown>,
  filling: Filling,
): Promise<string[]> {
  const split = texts.map(splitGaps);
  const gaps = split.flatMap((text) => gapsOf(text, fields));
  const filled = await writeRows(gaps, await computeAll(gaps, grounds, filling), filling);
  let before = 0;
  return split.map((text) => {
    const own = filled.slice(before, before + text.gaps.length);
    before += text.gaps.length;
    return joinGaps(text, own);
  });
}

function gapsOf({ gaps }: Gapped, fields: readonly GapField[]): Gap[] {
  return gaps.map(({ field: place, need }) => {
    const field = fields[place];
    if (field === undefined) throw new Error(`there is no gap ${place}`);
    return { field, need };
  });
}

type Rows = readonly object[];

/** By gap its rows. */
async function computeAll(
  gaps: readonly Gap[],
  grounds: ReadonlyMap<string, unknown>,
  filling: Filling,
): Promise<Rows[]> {
  const rows: Rows[] = gaps.map(() => []);
  const byComputer = groupBy(gaps.keys(), (gap) => gaps[gap]?.field.spec.computer ?? "");
  await Promise.all(
    [...byComputer].map(async ([name, places]) => {
      const computer = filling.computers[name];
      if (computer === undefined) throw new Error(`this program has no computer ${name}`);
      const asks = places.flatMap((gap) => {
        const { field, need } = gaps[gap] ?? {};
        if (field === undefined) return [];
        return [{ what: field.spec.what, args: field.args, need, selected: filling.selected(field) }];
      });
      const computed = await computer.compute(asks, grounds.get(name), filling.reader);
      for (const [place, gap] of places.entries()) {
        rows[gap] = (computed[place] ?? []).map((row, at) => ({ gap, place: at, ...row }));
      }
    }),
  );
  return rows;
}

async function writeRows(gaps: readonly Gap[], rows: readonly Rows[], filling: Filling): Promise<string[]> {
  const texts = gaps.map(() => "[]");
  const byField = [...groupBy(gaps.keys(), (gap) => gaps[gap]?.field)].flatMap(([field, places]) => {
    const own = places.flatMap((gap) => rows[gap] ?? []);
    return field === undefined || own.length === 0 ? [] : [{ field, own }];
  });
  if (byField.length === 0) return texts;
  const selects = byField.map(({ field, own }) => filling.select(field, own));
  for (const { gap, text } of await filling.texts(join(selects, " union all "))) texts[gap] = text;
  return texts;
}
