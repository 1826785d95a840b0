/** A text with the mark that ends a sentence: a full stop, where it has none of its own. */
export function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
