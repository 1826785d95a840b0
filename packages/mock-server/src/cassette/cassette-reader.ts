import {
  decodeCassetteHeader,
  decodeCassetteLine,
  type CassetteHeader,
  type CassetteLine,
} from '@rtms-mock/protocol/cassette';
import { UsageError } from '../input/usage-error.js';
import { readUnpacked, type BytesEnd } from './cassette-file.js';
import { LineSplitter, LineTooLongError } from './line-splitter.js';

/** Problem of a file of 0 bytes, which only a crash between its creation and its first line leaves. */
const EMPTY = 'is empty: its writer was stopped before it wrote anything';

/** Max. number of kinds that a note about unknown ones names. */
const MAX_NAMED_KINDS = 5;

/**
 * Reads a cassette from its beginning to its end, in batches of lines, so that its size does not matter. Lines that cannot
 * be used are left out and counted; {@link notes} says so in sentences.
 */
export class CassetteReader {
  /** Path of the file, as the user wrote it. */
  readonly path: string;
  /** First line of the cassette. */
  readonly header: CassetteHeader;
  readonly #chunks: AsyncGenerator<Buffer, BytesEnd>;
  readonly #splitter: LineSplitter;
  readonly #first: readonly Buffer[];
  readonly #unknownKinds = new Map<string, number>();
  #malformed = 0;
  #firstMalformed = 0;
  #lines = 1;
  #end: string | undefined;

  private constructor(
    path: string,
    header: CassetteHeader,
    parts: {
      readonly chunks: AsyncGenerator<Buffer, BytesEnd>;
      readonly splitter: LineSplitter;
      readonly first: readonly Buffer[];
    },
  ) {
    this.path = path;
    this.header = header;
    this.#chunks = parts.chunks;
    this.#splitter = parts.splitter;
    this.#first = parts.first;
  }

  /**
   * Opens a cassette and reads its first line.
   *
   * @throws {UsageError} for a file that cannot be read, is no cassette, or has another version; the message is one sentence
   */
  static async open(path: string): Promise<CassetteReader> {
    const chunks = readUnpacked(path);
    const splitter = new LineSplitter();
    let lines: Buffer[] = [];
    let isEmpty = false;
    try {
      while (lines.length === 0) {
        const { done, value } = await chunks.next();
        if (done === true) {
          const rest = splitter.rest();
          isEmpty = rest === undefined;
          lines = [rest ?? Buffer.alloc(0)];
        } else lines = splitter.split(value);
      }
    } catch (error) {
      if (!(error instanceof LineTooLongError)) throw error;
      lines = [Buffer.from('?')];
    }
    const [first, ...others] = lines;
    const decoded = decodeCassetteHeader(textOf(first));
    if (!decoded.ok) {
      await chunks.return('complete');
      throw new UsageError(`${path} ${isEmpty ? EMPTY : decoded.problem}`);
    }
    return new CassetteReader(path, decoded.header, { chunks, splitter, first: others });
  }

  /**
   * Yields the lines after the header, as many at a time as were read together. May be called once.
   *
   * @throws {UsageError} for a line that is too long
   */
  async *batches(): AsyncGenerator<readonly CassetteLine[], void> {
    try {
      yield this.#decoded(this.#first);
      for (;;) {
        const { done, value } = await this.#chunks.next();
        if (done === true) {
          const last = this.#lastLine(value);
          if (last !== undefined) yield [last];
          return;
        }
        yield this.#decoded(this.#splitter.split(value));
      }
    } catch (error) {
      if (!(error instanceof LineTooLongError)) throw error;
      throw new UsageError(
        `${this.path}, line ${this.#lines + 1}: ${error.message}, so this is no cassette`,
        {
          cause: error,
        },
      );
    } finally {
      await this.close();
    }
  }

  /** Yields the lines after the header one by one: see {@link batches}. */
  async *lines(): AsyncGenerator<CassetteLine, void> {
    for await (const batch of this.batches()) yield* batch;
  }

  /** Stops reading. */
  async close(): Promise<void> {
    await this.#chunks.return('complete');
  }

  /** Number of lines that were read, with the header and with those that were left out. */
  get lineCount(): number {
    return this.#lines;
  }

  /** True if the end of the cassette is missing, as after a crash of its recorder. Known once all lines were read. */
  get isCutOff(): boolean {
    return this.#end !== undefined;
  }

  /** Sentences about what could not be used, for people. Complete once all lines were read. */
  get notes(): readonly string[] {
    const notes: string[] = [];
    if (this.#malformed > 0) {
      notes.push(
        `${countOf(this.#malformed, 'line')} cannot be read and ${this.#malformed === 1 ? 'is' : 'are'} left out; the first is line ${this.#firstMalformed}.`,
      );
    }
    if (this.#unknownKinds.size > 0) {
      const total = [...this.#unknownKinds.values()].reduce((sum, count) => sum + count, 0);
      const kinds = [...this.#unknownKinds.keys()].slice(0, MAX_NAMED_KINDS).map((kind) => kind.slice(0, 40));
      const more = this.#unknownKinds.size > MAX_NAMED_KINDS ? ', …' : '';
      notes.push(
        `${countOf(total, 'line')} of an unknown kind ${total === 1 ? 'is' : 'are'} left out: ${kinds.join(', ')}${more}.`,
      );
    }
    if (this.#end !== undefined) notes.push(this.#end);
    return notes;
  }

  #decoded(lines: readonly Buffer[]): CassetteLine[] {
    const decoded: CassetteLine[] = [];
    for (const bytes of lines) {
      this.#lines += 1;
      if (bytes.length === 0) continue;
      const result = decodeCassetteLine(textOf(bytes));
      if (result.outcome === 'line') decoded.push(result.line);
      else if (result.outcome === 'unknown-kind') this.#countUnknown(result.kind);
      else this.#countMalformed();
    }
    return decoded;
  }

  #countUnknown(kind: string): void {
    // A damaged file may have any number of kinds.
    const key = this.#unknownKinds.size > MAX_NAMED_KINDS && !this.#unknownKinds.has(kind) ? '…' : kind;
    this.#unknownKinds.set(key, (this.#unknownKinds.get(key) ?? 0) + 1);
  }

  #countMalformed(): void {
    this.#malformed += 1;
    if (this.#malformed === 1) this.#firstMalformed = this.#lines;
  }

  /** The line without a line break at the end, if it is whole: the recorder may have crashed while writing it. */
  #lastLine(end: BytesEnd): CassetteLine | undefined {
    const rest = this.#splitter.rest();
    if (end === 'damaged') {
      this.#end = `The compressed data is damaged after line ${this.#lines}; what comes before is used.`;
      return undefined;
    }
    const result = rest === undefined ? undefined : decodeCassetteLine(textOf(rest));
    const last = result?.outcome === 'line' ? result.line : undefined;
    if (last !== undefined) this.#lines += 1;
    if (rest !== undefined && last === undefined) {
      this.#end = `Line ${this.#lines + 1}, the last one, is cut off, as after a crash of the recorder; what comes before is used.`;
    }
    return last;
  }
}

function textOf(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('utf8').trimEnd();
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
