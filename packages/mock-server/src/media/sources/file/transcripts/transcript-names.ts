/** Names in front of the words, as in Zoom's transcripts: `Carla Diaz: Good morning`. */
import type { TimedText } from './transcript-lines.js';

/** Max number of words of a name. */
const MAX_WORDS = 4;

/** A space must follow the colon: `12:30` and `https://` are not names. */
const BEFORE_COLON = /^([^:]{1,40}):\s+(\S.*)$/u;

/** `Dr.` and `J.` may be part of a name. */
const ABBREVIATION = /(?<=^|\s)\p{Lu}\p{L}{0,2}\.(?=\s)/gu;

const PUNCTUATION = /[.,;!?…。、，！？]/u;

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Moves names from the text to `speaker` where they are plausible. A plausible name has at most four words and 40
 * characters, a letter and no punctuation, and precedes at least two lines; once is enough when most lines have a
 * speaker, from wherever.
 */
export function extractNames(lines: readonly TimedText[]): TimedText[] {
  const candidates = lines.map(({ speaker, text }) => (speaker === undefined ? splitName(text) : undefined));
  const counts = new Map<string, number>();
  for (const candidate of candidates) {
    if (!candidate) continue;
    const key = normalizeName(candidate.name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const withSpeaker = lines.filter(({ speaker }, i) => speaker !== undefined || candidates[i] !== undefined);
  const mostHaveSpeaker = withSpeaker.length * 2 > lines.length;
  return lines.map((line, i) => {
    const candidate = candidates[i];
    if (!candidate) return line;
    const isName = mostHaveSpeaker || (counts.get(normalizeName(candidate.name)) ?? 0) > 1;
    return isName ? { ...line, text: candidate.text, speaker: candidate.name } : line;
  });
}

/** Returns the form in which names are compared: without letter case and extra spaces. */
export function normalizeName(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

function splitName(line: string): NamedText | undefined {
  const [, before = '', text = ''] = BEFORE_COLON.exec(line) ?? [];
  const name = before.trim();
  if (!/\p{L}/u.test(name) || name.split(/\s+/).length > MAX_WORDS) return undefined;
  return PUNCTUATION.test(name.replaceAll(ABBREVIATION, '')) ? undefined : { name, text };
}
