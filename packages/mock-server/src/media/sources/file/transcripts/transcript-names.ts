/** Names that stand before the words, as in transcripts of Zoom: `Carla Diaz: Good morning`. */
import type { TimedText } from './transcript-lines.js';

const MOST_WORDS = 4;

/** A space must follow: `12:30` and `https://` are no names. */
const BEFORE_COLON = /^([^:]{1,40}):\s+(\S.*)$/u;

/** `Dr.` and `J.` may stand in a name. */
const ABBREVIATION = /(?<=^|\s)\p{Lu}\p{L}{0,2}\.(?=\s)/gu;

const SENTENCE_MARK = /[.,;!?…。、，！？]/u;

interface Named {
  readonly name: string;
  readonly words: string;
}

/**
 * Takes names out of the words where they are plausible. A plausible name has at most four words and 40
 * characters, a letter in it and no mark of a sentence, and begins two lines at least; when most lines tell who
 * speaks, in whatever way, once is enough.
 */
export function takeNames(lines: readonly TimedText[]): TimedText[] {
  const found = lines.map(({ speaker, text }) => (speaker === undefined ? nameBefore(text) : undefined));
  const times = new Map<string, number>();
  for (const named of found) {
    if (named) times.set(sameName(named.name), (times.get(sameName(named.name)) ?? 0) + 1);
  }
  const telling = lines.filter(({ speaker }, i) => speaker !== undefined || found[i] !== undefined).length;
  const mostTell = telling * 2 > lines.length;
  return lines.map((line, i) => {
    const named = found[i];
    const isName = named && (mostTell || (times.get(sameName(named.name)) ?? 0) > 1);
    return isName ? { ...line, text: named.words, speaker: named.name } : line;
  });
}

/** The form in which names are compared: letter case and spaces do not make another person. */
export function sameName(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

function nameBefore(text: string): Named | undefined {
  const [, before = '', words = ''] = BEFORE_COLON.exec(text) ?? [];
  const name = before.trim();
  if (!/\p{L}/u.test(name) || name.split(/\s+/).length > MOST_WORDS) return undefined;
  return SENTENCE_MARK.test(name.replaceAll(ABBREVIATION, '')) ? undefined : { name, words };
}
