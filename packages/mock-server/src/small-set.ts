/** Members above which a set is faster than an array. */
const MAX_FEW = 8;

const NONE: readonly never[] = [];

/**
 * Set that nearly always has few members or none: it keeps them in an array, which takes a fraction of the memory of a
 * `Set`. With more members it becomes one.
 */
export class SmallSet<T> implements Iterable<T> {
  #members: readonly T[] | Set<T> = NONE;

  /** Number of members. */
  get size(): number {
    return this.#members instanceof Set ? this.#members.size : this.#members.length;
  }

  /** Returns true for a member. */
  has(value: T): boolean {
    return this.#members instanceof Set ? this.#members.has(value) : this.#members.includes(value);
  }

  /** Adds a member, unless it is one. */
  add(value: T): void {
    if (this.#members instanceof Set) this.#members.add(value);
    else if (this.#members.length >= MAX_FEW) this.#members = new Set(this.#members).add(value);
    // `concat` returns an array without room for further members, unlike `push` and the spread.
    else if (!this.#members.includes(value)) this.#members = this.#members.concat([value]);
  }

  /** Removes a member. Returns false if it was none. */
  delete(value: T): boolean {
    if (this.#members instanceof Set) return this.#members.delete(value);
    if (!this.#members.includes(value)) return false;
    this.#members = this.#members.filter((member) => member !== value);
    return true;
  }

  /** Removes all members. */
  clear(): void {
    this.#members = NONE;
  }

  /** Iterates over the members that there are now, in the order in which they were added. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.#members].values();
  }
}
