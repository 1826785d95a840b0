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
import { unpackedBytes, type BytesEnd } from './unpack.js';

/** End of the name of a cassette. */
export const [CASSETTE_EXTENSION] = CASSETTE_EXTENSIONS;

/** Max length of a line, in characters. Longer ones are no cassette. */
const MAX_LINE = 16 * 1024 * 1024;

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
 * Reads a cassette, compressed or not, a piece at a time.
 *
 * @param maxEntries number of entries that are returned at most; the oldest are left out
 * @throws {Error} for a file that is no cassette; the message is one sentence
 */
export async function readCassette(file: File, maxEntries: number): Promise<CassetteContent> {
  if (file.size === 0)
    throw new Error(`${file.name} is empty: its writer was stopped before it wrote anything.`);
  const reading = new Reading(file.name, maxEntries);
  let rest = '';
  const texts = textsOf(file);
  for (;;) {
    const { done, value } = await texts.next();
    if (done) return reading.end(rest, value);
    const lines = `${rest}${value}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reading.add(line);
    if (rest.length > MAX_LINE) throw new Error(`${file.name} is not a cassette: a line of it is too long.`);
  }
}

async function* textsOf(file: File): AsyncGenerator<string, BytesEnd> {
  const pieces = unpackedBytes(file);
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) {
      yield decoder.decode();
      return value;
    }
    yield decoder.decode(value, { stream: true });
  }
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

  /** `rest`: text after the last line break. `bytesEnd`: how the bytes of the file ended. */
  end(rest: string, bytesEnd: BytesEnd): CassetteContent {
    if (this.#journal === undefined) this.#header(rest);
    else if (rest.trim() !== '') this.add(rest);
    const { dropped, items } = this.#store;
    return {
      generation: this.#journal?.generation ?? '2026',
      entries: items,
      notes: [
        ...(bytesEnd === 'damaged' ? ['The compressed data is damaged; what comes before is used.'] : []),
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
