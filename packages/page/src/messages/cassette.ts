/** The entries of the page as a cassette, and those of a cassette for the page. */
import type { DialectName } from '@rtms-mock/protocol';
import {
  CASSETTE_EXTENSIONS,
  decodeCassetteHeader,
  decodeCassetteLine,
  encodeCassetteHeader,
  encodeCassetteLine,
  JournalEntries,
  JournalLines,
  newCassetteHeader,
} from '@rtms-mock/protocol/cassette';
import type { JournalEntry } from '../api/bodies.js';
import { countOf } from '../ui/words.js';
import { BoundedStore } from './bounded-store.js';

/** End of the name of a cassette. */
export const [CASSETTE_EXTENSION] = CASSETTE_EXTENSIONS;

/** Max length of a line, in characters. Longer ones are no cassette. */
const MAX_LINE = 16 * 1024 * 1024;

/** First bytes of a compressed file. */
const GZIP = [0x1f, 0x8b] as const;

/** Returns entries as a cassette, as `--journal FILE` writes it. `server`: the one that recorded them. */
export function cassetteOf(
  entries: readonly JournalEntry[],
  server: { readonly protocol: DialectName; readonly version: string },
): string {
  const [first] = entries;
  const header = newCassetteHeader({
    generation: server.protocol,
    recorder: 'server',
    product: { name: '@rtms-mock/server', version: server.version },
    startedAtUnixMs: first === undefined ? 0 : Math.round(first.unixMs - first.atMs),
    payload: 'inline',
    redacted: [],
    capabilities: ['webhooks', 'journal'],
  });
  const lines = new JournalLines();
  const texts = entries.map((entry) => encodeCassetteLine(lines.line(entry)));
  return [encodeCassetteHeader(header), ...texts].map((text) => `${text}\n`).join('');
}

/** Content of a cassette. */
export interface CassetteContent {
  readonly generation: DialectName;
  /** The newest entries, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Sentences about what was left out. */
  readonly notes: readonly string[];
}

/**
 * Reads a cassette, a piece at a time.
 *
 * @param maxEntries number of entries that are returned at most; the oldest are left out
 * @throws {Error} for a file that is no cassette; the message is one sentence
 */
export async function readCassette(file: File, maxEntries: number): Promise<CassetteContent> {
  const start = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
  if (GZIP.every((byte, index) => start[index] === byte)) {
    throw new Error(`${file.name} is compressed: unpack it first, as with gunzip.`);
  }
  const reading = new Reading(file.name, maxEntries);
  let rest = '';
  for await (const text of textsOf(file)) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reading.add(line);
    if (rest.length > MAX_LINE) throw new Error(`${file.name} is not a cassette: a line of it is too long.`);
  }
  return reading.end(rest);
}

async function* textsOf(file: File): AsyncGenerator<string, void> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

/** The lines of a cassette up to now. */
class Reading {
  readonly #name: string;
  readonly #store: BoundedStore<JournalEntry>;
  #journal: { readonly generation: DialectName; readonly entries: JournalEntries } | undefined;
  #left = 0;

  constructor(name: string, maxEntries: number) {
    this.#name = name;
    this.#store = new BoundedStore(maxEntries);
  }

  add(text: string): void {
    if (this.#journal === undefined) this.#header(text);
    else if (text.trim() !== '' && !this.#line(text, this.#journal.entries)) this.#left += 1;
  }

  /** `rest`: text after the last line break. */
  end(rest: string): CassetteContent {
    if (this.#journal === undefined) this.#header(rest);
    else if (rest.trim() !== '') this.add(rest);
    const { dropped, items } = this.#store;
    return {
      generation: this.#journal?.generation ?? '2026',
      entries: items,
      notes: [
        ...(this.#left > 0
          ? [`${countOf(this.#left, 'line')} cannot be read and ${this.#left === 1 ? 'is' : 'are'} left out.`]
          : []),
        ...(dropped > 0 ? [`The oldest ${dropped.toLocaleString('en')} entries are left out.`] : []),
      ],
    };
  }

  #header(text: string): void {
    const decoded = decodeCassetteHeader(text.trim());
    if (!decoded.ok) throw new Error(`${this.#name} ${decoded.problem}.`);
    const { header } = decoded;
    this.#journal = { generation: header.generation, entries: new JournalEntries(header) };
  }

  #line(text: string, entries: JournalEntries): boolean {
    const decoded = decodeCassetteLine(text);
    if (decoded.outcome !== 'line') return false;
    const entry = entries.entry(decoded.line);
    if (entry !== undefined) this.#store.push([entry]);
    return true;
  }
}
