/** The text of one cue of WebVTT or SubRip → words, and whose they are. */

/** Words of one voice. */
export interface SpokenPart {
  readonly text: string;
  /** As `<v Ana Ruiz>` names it. */
  readonly speaker?: string;
}

/** The annotation is the name; classes such as `.loud` say how it looks. */
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

/** One part for each voice, in order; none for a cue without words. Marks are taken away, entities decoded. */
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

function plainText(marked: string): string {
  const bare = marked.replaceAll(TAG, '').replaceAll(OVERRIDE, '');
  return bare.replaceAll(ENTITY, decodeEntity).replaceAll(/\s+/g, ' ').trim();
}

function decodeEntity(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}
