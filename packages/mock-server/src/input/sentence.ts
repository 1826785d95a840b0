/** Adds a full stop, unless the words already end with the mark of a sentence. */
export function asSentence(words: string): string {
  return /[.?!]$/.test(words) ? words : `${words}.`;
}
