/** What a task is: of which stage, and which of its blocks. `first` and `end` are the numbers of the stage's tasks. */
export interface Task {
  readonly kind: "begin" | "panel" | "update" | "finish";
  readonly step: number;
  readonly row: number;
  readonly column: number;
  readonly first: number;
  readonly end: number;
}

const tilesOf = (blocks: number): number => (blocks * (blocks + 1)) / 2;

/** begin; for each block a panel and an update of the whole lower triangle; finish. */
export const taskCount = (blocks: number): number => 1 + blocks * (blocks + tilesOf(blocks)) + tilesOf(blocks);

/** The task of a number, so that no list of them need be kept. */
export function taskAt(number: number, blocks: number): Task {
  if (number === 0) return { kind: "begin", step: 0, row: 0, column: 0, first: 0, end: 1 };
  const tiles = tilesOf(blocks);
  const step = Math.floor((number - 1) / (blocks + tiles));
  const panels = 1 + step * (blocks + tiles);
  if (step === blocks) {
    return { kind: "finish", step, ...tileAt(number - panels), first: panels, end: panels + tiles };
  }
  const updates = panels + blocks;
  if (number < updates) {
    return { kind: "panel", step, row: number - panels, column: step, first: panels, end: updates };
  }
  const tile = tileAt(nextBlockFirst(number - updates, step + 1, blocks));
  return { kind: "update", step, ...tile, first: updates, end: updates + tiles };
}

/** Row by row through the lower triangle. */
function tileAt(index: number): { readonly row: number; readonly column: number } {
  const row = Math.floor((Math.sqrt(8 * index + 1) - 1) / 2);
  return { row, column: index - tilesOf(row) };
}

/** The next block on the diagonal changes places with the first tile: factoring it is what the next step waits for. */
function nextBlockFirst(index: number, next: number, blocks: number): number {
  if (next === blocks) return index;
  const diagonal = tilesOf(next + 1) - 1;
  if (index === 0) return diagonal;
  return index === diagonal ? 0 : index;
}
