/** Keeps the newest items, and removes a tenth of its capacity at a time when it is full. */
export class BoundedStore<T> {
  readonly capacity: number;
  #items: T[] = [];
  #dropped = 0;

  /** @param capacity max number of items */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Number of items that were removed since the last {@link clear}. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Appends items. Returns how many of the oldest were removed. */
  push(added: readonly T[]): number {
    for (const item of added) this.#items.push(item);
    if (this.#items.length <= this.capacity) return 0;
    const surplus = this.#items.length - Math.ceil(this.capacity * 0.9);
    this.#items = this.#items.slice(surplus);
    this.#dropped += surplus;
    return surplus;
  }

  /** Removes everything. */
  clear(): void {
    this.#items = [];
    this.#dropped = 0;
  }
}
