import { compile } from "html-to-text";

const cell = { format: "block", options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } };
const heading = { options: { uppercase: false } };

/** HTML as plain text: links in brackets behind what they are about, no pictures, each cell of a table by itself. */
export const textOfHtml = compile({
  wordwrap: false,
  limits: { maxDepth: 200 }, // the stack of the program has an end
  selectors: [
    { selector: "img", format: "skip" },
    { selector: "a", options: { hideLinkHrefIfSameAsText: true } },
    ...["td", "th"].map((selector) => ({ selector, ...cell })),
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, ...heading })),
  ],
});
