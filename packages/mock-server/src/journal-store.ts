import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

/** The fields of an entry by which a block is chosen. */
export interface StoredEntry {
  /** Sequence number. */
  readonly seq: number;
  /** Stream of the entry. */
  readonly streamId?: string;
  /** Type of the entry. */
  readonly type: string;
}

/** Selects entries. All given fields have to match. */
export interface StoredFilter extends Partial<Omit<StoredEntry, 'seq'>> {
  /** Only entries with a greater `seq`. */
  readonly after?: number;
}

/** The newest entries of a journal, at least so many, are kept as objects. */
const OPEN_ENTRIES = 500;

/** Number of entries of a block. */
const BLOCK_ENTRIES = 100;

/**
 * Keeps the entries of a journal, oldest first: the newest ones as objects, older ones in compressed blocks, which take a
 * tenth of the memory. A block is opened when its entries are read.
 */
export class JournalStore<E extends StoredEntry> {
  readonly #maxEntries: number;
  readonly #maxSize: number;
  readonly #blocks: Block<E>[] = [];
  /** Number of entries in {@link #blocks}. */
  #blockEntries = 0;
  readonly #open: E[] = [];
  /** Size of each entry in {@link #open}. */
  readonly #sizes: number[] = [];
  /** Size of all entries. */
  #size = 0;

  /**
   * @param maxEntries number of entries that are kept
   * @param maxSize size of all entries that are kept
   */
  constructor(maxEntries: number, maxSize: number) {
    this.#maxEntries = maxEntries;
    this.#maxSize = maxSize;
  }

  /** Adds an entry. Removes the oldest ones if there are too many. */
  add(entry: E, size: number): void {
    this.#open.push(entry);
    this.#sizes.push(size);
    this.#size += size;
    this.#removeOldest();
    if (this.#open.length >= OPEN_ENTRIES + BLOCK_ENTRIES) this.#closeBlock();
  }

  /** Iterates over entries, oldest first: all that match a filter, and others. Opens each block when it is reached. */
  *candidates(filter: StoredFilter): Generator<E> {
    const open = [...this.#open];
    for (const block of this.#blocks.filter((one) => one.mayMatch(filter))) yield* block.read();
    yield* open;
  }

  /** Iterates over the same entries, newest first. */
  *candidatesBackwards(filter: StoredFilter): Generator<E> {
    const blocks = this.#blocks.filter((one) => one.mayMatch(filter));
    yield* this.#open.toReversed();
    for (const block of blocks.toReversed()) yield* block.read().toReversed();
  }

  /** Removes all entries. */
  clear(): void {
    this.#blocks.length = 0;
    this.#blockEntries = 0;
    this.#open.length = 0;
    this.#sizes.length = 0;
    this.#size = 0;
  }

  #closeBlock(): void {
    const size = sumOf(this.#sizes.splice(0, BLOCK_ENTRIES));
    const block = new Block(this.#open.splice(0, BLOCK_ENTRIES), size);
    this.#blocks.push(block);
    this.#blockEntries += block.length;
  }

  /** Removes entries above the limits, a quarter at a time, which is cheaper than one by one. */
  #removeOldest(): void {
    const length = this.#blockEntries + this.#open.length;
    if (length <= this.#maxEntries * 1.25 && this.#size <= this.#maxSize * 1.25) return;
    let surplus = length - this.#maxEntries;
    let block = this.#blocks[0];
    while (block && (surplus >= block.length || this.#size > this.#maxSize)) {
      this.#blocks.shift();
      this.#blockEntries -= block.length;
      this.#size -= block.size;
      surplus -= block.length;
      block = this.#blocks[0];
    }
    if (!block) this.#removeOpen(Math.max(0, surplus));
  }

  /** Removes so many of the open entries, and more while they are too large. The newest entry stays. */
  #removeOpen(surplus: number): void {
    let count = surplus;
    let size = this.#size - sumOf(this.#sizes.slice(0, count));
    while (size > this.#maxSize && count < this.#open.length - 1) {
      size -= this.#sizes[count] ?? 0;
      count += 1;
    }
    this.#open.splice(0, count);
    this.#sizes.splice(0, count);
    this.#size = size;
  }
}

/** Consecutive entries, compressed. */
class Block<E extends StoredEntry> {
  /** Number of entries. */
  readonly length: number;
  /** Size of the entries before compression, as the journal counts it. */
  readonly size: number;
  readonly #lastSeq: number;
  readonly #streamIds: ReadonlySet<string | undefined>;
  readonly #types: ReadonlySet<string>;
  readonly #packed: Uint8Array;

  constructor(entries: readonly E[], size: number) {
    this.length = entries.length;
    this.size = size;
    this.#lastSeq = Math.max(...entries.map(({ seq }) => seq));
    this.#streamIds = new Set(entries.map(({ streamId }) => streamId));
    this.#types = new Set(entries.map(({ type }) => type));
    const packed = deflateRawSync(JSON.stringify(entries), { level: constants.Z_BEST_SPEED });
    // zlib returns a part of a larger buffer.
    this.#packed = new Uint8Array(packed);
  }

  /** False if no entry can match: without opening the block. */
  mayMatch({ after, streamId, type }: StoredFilter): boolean {
    if (after !== undefined && this.#lastSeq <= after) return false;
    if (streamId !== undefined && !this.#streamIds.has(streamId)) return false;
    return type === undefined || this.#types.has(type);
  }

  /** Returns the entries, oldest first. */
  read(): E[] {
    return JSON.parse(inflateRawSync(this.#packed).toString()) as E[];
  }
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
