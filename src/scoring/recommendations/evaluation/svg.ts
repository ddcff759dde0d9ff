const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as XML may hold it: control characters and halves of surrogate pairs, which no XML can hold, become spaces. */
export const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ").replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** A coordinate: tenths of a pixel are enough. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export const label = (x: number, y: number, words: string, attributes = ""): string =>
  `<text x="${px(x)}" y="${px(y)}"${attributes === "" ? "" : ` ${attributes}`}>${escaped(words)}</text>`;

export const line = (x1: number, y1: number, x2: number, y2: number, colour: string): string =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${colour}"/>`;

/** As much of a text as has room at 13 px; the reader's font can only be guessed, so letters are taken for wider than most are. */
export function fitting(text: string, width: number): string {
  const signs = [...text];
  let end = 0;
  for (let taken = 0; end < signs.length; end += 1) {
    taken += widthOf(signs[end] ?? "");
    if (taken > width) return `${signs.slice(0, Math.max(0, end - 2)).join("")}…`;
  }
  return text;
}

function widthOf(sign: string): number {
  if (/[MWmw@%]/.test(sign)) return 12;
  if (/[A-Z_]/.test(sign)) return 8.5;
  return /[ -~]/.test(sign) ? 7.3 : 13;
}
