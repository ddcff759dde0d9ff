const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/**
 * The words of a text in lower case, each once, in order: by Unicode's word boundaries (UAX 29, with the dictionaries
 * that ICU has for Chinese, Japanese and Thai), letters and digits only, at least two characters long. O(n).
 */
export const wordsOf = (text: string): string[] => [...wordCounts(text).keys()];

/** How often each of those words stands in a text, in the order in which they first come. O(n). */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { segment, isWordLike } of segmenter.segment(text.normalize("NFKC").toLowerCase())) {
    if (isWordLike === true && segment.length > 1) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}
