/** A language is named so that words are the same on every machine; ICU takes its dictionaries by script, not by it. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Of these scripts one character can be a word, such as 茶 (tea): a single Latin letter hardly is. */
const WORDS_OF_ONE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;

/**
 * The words of a text in lower case, each once, in order: by Unicode's word boundaries (UAX 29, with the dictionaries
 * that ICU has for Chinese, Japanese and Thai), letters and digits only, at least two characters long. O(n).
 */
export const wordsOf = (text: string): string[] => [...wordCounts(text).keys()].filter(({ length }) => length > 1);

/**
 * How often each of those words stands in a text, and each Chinese, Japanese or Korean word of a single character, in the
 * order in which they first come. O(n).
 */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { segment, isWordLike } of segmenter.segment(text.normalize("NFKC").toLowerCase())) {
    if (isWordLike !== true || (segment.length === 1 && !WORDS_OF_ONE.test(segment))) continue;
    counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}
