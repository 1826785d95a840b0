/** Text of one WebVTT or SubRip cue: removes markup and splits it by speaker. */

/** Part of a cue that one speaker says. */
export interface SpokenPart {
  readonly text: string;
  /** Name from a voice tag: `<v Ana Ruiz>`. */
  readonly speaker?: string;
}

/** Voice tag. Its annotation is the name; classes such as `.loud` are for styling. */
const VOICE = /<v(?:\.[^\s<>]*)?\s+([^<>]*)>|<\/v>/g;

/** `<b>`, `</c>`, `<c.yellow>`, `<font color="red">`, `<00:01.200>`. Not the `<` of "a < b". */
const TAG = /<(?:\/?[a-z][^<>]*|\/|\d[\d:.]*)>/gi;

/** `{\an8}` of ASS, which many SubRip files have, and `{i}`. */
const OVERRIDE = /\{(?:\\[^{}]*|\/?[bisu])\}/gi;

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi;

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

/** Returns one part per voice tag, in order; none for a cue without text. Removes markup and decodes entities. */
export function readCueText(lines: readonly string[]): SpokenPart[] {
  const cue = lines.join(' ');
  const parts: SpokenPart[] = [];
  let speaker: string | undefined;
  let from = 0;
  const add = (to: number): void => {
    const text = plainText(cue.slice(from, to));
    if (text !== '') parts.push({ text, ...(speaker !== undefined && { speaker }) });
  };
  for (const tag of cue.matchAll(VOICE)) {
    add(tag.index);
    from = tag.index + tag[0].length;
    speaker = plainText(tag[1] ?? '') || undefined;
  }
  add(cue.length);
  return parts;
}

function plainText(markup: string): string {
  const bare = markup.replaceAll(TAG, '').replaceAll(OVERRIDE, '');
  return bare.replaceAll(ENTITY, decodeEntity).replaceAll(/\s+/g, ' ').trim();
}

function decodeEntity(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}
