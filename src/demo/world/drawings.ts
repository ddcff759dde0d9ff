/** The outlines of products on a field of 64 by 64; `c` takes the product's colour, `d` a darker one. */
const SHAPES = {
  pot: `<path class="c" d="M20 24h24l4 28H16z"/><path class="d" d="M24 18h16l4 6H20zM48 28l8 4-2 12-6 2z"/>`,
  bag: `<path class="c" d="M18 14h28l4 40H14z"/><path class="d" d="M18 14h28v8H18z"/>`,
  pan: `<path class="c" d="M10 30h34v12q0 8-8 8H18q-8 0-8-8z"/><path class="d" d="M44 31h16v5H44zM8 26h38v4H8z"/>`,
  mug: `<path class="c" d="M16 20h26v26q0 6-6 6H22q-6 0-6-6z"/><path class="d" d="M42 26h4q8 0 8 8t-8 8h-4v-5h3q4 0 4-3t-4-3h-3z"/>`,
  knife: `<path class="c" d="M8 36L44 16q4 8-4 16L14 42z"/><path class="d" d="M40 34l14 8-4 6-14-10z"/>`,
  jar: `<path class="c" d="M18 22h28v28q0 4-4 4H22q-4 0-4-4z"/><path class="d" d="M20 12h24v8H20z"/>`,
  lamp: `<path class="c" d="M22 10h20l10 24H12z"/><path class="d" d="M30 34h4v16h10v5H20v-5h10z"/>`,
  candle: `<path class="c" d="M22 28h20v26H22z"/><path class="d" d="M32 8q8 9 0 16-8-7 0-16z"/>`,
  cushion: `<path class="c" d="M12 12q20 8 40 0-8 20 0 40-20-8-40 0 8-20 0-40z"/><path class="d" d="M26 26h12v12H26z"/>`,
  vase: `<path class="c" d="M24 26h16q14 20-4 30h-8q-18-10-4-30z"/><path class="d" d="M31 8h2v18h-2zM22 12l9 8-1 3zM42 12l-9 8 1 3z"/>`,
  rug: `<path class="c" d="M10 18h44v28H10z"/><path class="d" d="M16 24h32v3H16zm0 7h32v3H16zm0 7h32v3H16z"/>`,
  linen: `<path class="c" d="M8 30h48v18H8z"/><path class="d" d="M10 20q10-6 20 0v9H10zM34 20q10-6 20 0v9H34z"/>`,
  towel: `<path class="c" d="M20 12h24v42H20z"/><path class="d" d="M14 10h36v4H14zM20 42h24v4H20z"/>`,
  soap: `<rect class="c" x="12" y="26" width="40" height="24" rx="10"/><path class="d" d="M22 34h20v8H22z"/>`,
  can: `<path class="c" d="M16 26h24v26H16z"/><path class="d" d="M40 32l14-12 2 3-16 20zM20 26q8-16 16 0h-4q-4-8-8 0z"/>`,
  seed: `<path class="c" d="M18 10h28v44H18z"/><path class="d" d="M32 44V32q-9 0-9-9 9 0 9 9 0-9 9-9 0 9-9 9z"/>`,
  plant: `<path class="c" d="M18 36h28l-4 20H22z"/><path class="d" d="M32 36Q14 32 16 14q16 2 16 18 0-14 14-20 4 20-14 24z"/>`,
  chair: `<path class="c" d="M14 14l8-2 12 28h16v6H30z"/><path class="d" d="M18 54l14-14 4 2-14 14zM44 46h4v10h-4z"/>`,
  book: `<path class="c" d="M16 12h32v42H16z"/><path class="d" d="M16 12h6v42h-6zM28 22h14v3H28zm0 7h14v3H28z"/>`,
  toy: `<circle class="c" cx="32" cy="38" r="16"/><circle class="d" cx="20" cy="20" r="7"/><circle class="d" cx="44" cy="20" r="7"/>`,
  plate: `<circle class="c" cx="32" cy="34" r="22"/><circle class="d" cx="32" cy="34" r="12"/>`,
  bowl: `<path class="c" d="M8 28h48q0 22-16 22H24Q8 50 8 28z"/><path class="d" d="M8 24h48v5H8zM24 50h16v4H24z"/>`,
  box: `<path class="c" d="M10 24h44v28H10z"/><path class="d" d="M10 14h44v9H10zM28 30h8v6h-8z"/>`,
  bottle: `<path class="c" d="M20 26h24v28H20z"/><path class="d" d="M28 10h8v8h6v7H22v-7h6z"/>`,
  board: `<path class="c" d="M12 18h32v36H12z"/><path class="d" d="M24 8h8v10h-8zM18 26h20v3H18zm0 8h20v3H18z"/>`,
  frame: `<path class="d" d="M10 12h44v42H10z"/><path class="c" d="M17 19h30v28H17z"/>`,
  clock: `<circle class="c" cx="32" cy="34" r="22"/><path class="d" d="M30 20h4v12h10v4H30z"/>`,
  lantern: `<path class="c" d="M20 24h24v26H20z"/><path class="d" d="M30 8h4v6h-4zM18 18l6-5h16l6 5v5H18zM18 51h28v5H18zM30 30h4v14h-4z"/>`,
  tool: `<path class="c" d="M36 8l8 4-14 30-8-4z"/><path class="d" d="M21 40l8 4-5 12q-8 0-8-6z"/>`,
  hammock: `<path class="c" d="M8 24q24 34 48 0v6q-24 34-48 0z"/><path class="d" d="M6 12h4v40H6zm48 0h4v40h-4z"/>`,
  train: `<path class="c" d="M8 30h34v16H8zM42 18h12v28H42z"/><circle class="d" cx="18" cy="50" r="6"/><circle class="d" cx="34" cy="50" r="6"/><circle class="d" cx="50" cy="50" r="6"/>`,
  kite: `<path class="c" d="M32 6l16 20-16 22-16-22z"/><path class="d" d="M31 48h2q6 6-2 11-1-6 0-11zM31 6h2v42h-2z"/>`,
} as const;

export type Shape = keyof typeof SHAPES;

/** A product's picture, small enough to be its own address: a data URL that every browser shows. */
export function draw(shape: Shape, colour: string): string {
  const style = `.c{fill:${colour}}.d{fill:${colour};filter:brightness(.72)}`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><style>${style}</style>` +
    `<path fill="#f4f1ea" d="M0 0h64v64H0z"/>${SHAPES[shape]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
