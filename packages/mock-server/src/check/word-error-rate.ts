/** Compares an app's transcript with the words that were said. Pure. */

/** Words of a text in lower case, without punctuation. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(/[’`]/g, "'")
      .match(/[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? []
  );
}

/**
 * Word error rate: the least number of words that must be changed, added or removed, divided by the number of words that
 * were said. 0 for the same words; more than 1 is possible. Infinity if nothing was said but words were found.
 */
export function wordErrorRate(said: readonly string[], found: readonly string[]): number {
  if (said.length === 0) return found.length === 0 ? 0 : Infinity;
  // Row of the table of edit distances: between the words so far and each beginning of `found`.
  let row = Array.from({ length: found.length + 1 }, (_, index) => index);
  for (const [index, word] of said.entries()) {
    const next = [index + 1];
    for (const [at, other] of found.entries()) {
      const changed = (row[at] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / said.length;
}

/** Fields of JSON that contain words, as transcripts of apps have them. */
const TEXT_FIELDS = new Set(['text', 'data', 'transcript', 'content', 'message', 'words', 'sentence']);

/**
 * Returns the spoken words of a transcript: WebVTT, SubRip, JSON, JSON lines or plain text. Times, cue numbers, tags and
 * names of speakers are left out.
 *
 * @param speakers names of the participants
 */
export function spokenText(transcript: string, speakers: readonly string[]): string {
  const texts = fromJson(transcript) ?? fromLines(transcript);
  const names = speakers.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const speaker = new RegExp(`^\\W*(?:${names === '' ? '(?!)' : names})\\W*:\\s*`, 'i');
  return texts.map((line) => line.replace(speaker, '')).join(' ');
}

/** Words of one JSON document, or of one in each line; `undefined` for other texts. */
function fromJson(text: string): string[] | undefined {
  const whole = parsed(text);
  if (whole !== undefined) return textsIn(whole);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const documents = lines.map(parsed);
  if (lines.length === 0 || documents.includes(undefined)) return undefined;
  return documents.flatMap(textsIn);
}

function parsed(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    // Not JSON: the caller reads it as text.
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => (typeof item === 'string' ? item : textsIn(item)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (typeof member !== 'string') return textsIn(member);
    return TEXT_FIELDS.has(key.toLowerCase()) ? member : [];
  });
}

function fromLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !/^\s*(WEBVTT|NOTE|\d+\s*$)/.test(line) && !line.includes('-->'))
    .map((line) =>
      line.replaceAll(/<[^>]*>/g, '').replaceAll(/\[?\b\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?\b\]?/g, ''),
    );
}
