const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/**
 * The words of a text in lower case, each once, in order: by Unicode's word boundaries (UAX 29, with the dictionaries
 * that ICU has for Chinese, Japanese and Thai), letters and digits only, at least two characters long. O(n).
 */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(text.normalize("NFKC").toLowerCase())) {
    if (isWordLike === true && segment.length > 1) words.add(segment);
  }
  return [...words];
}
