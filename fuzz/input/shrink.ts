/** Reduces a message that makes a program fail to a small one that still does. */

/** Returns true if the program fails with this message too. */
export type Fails = (candidate: string) => Promise<boolean>;

/** Reduces a message. */
export class Shrinker {
  readonly #fails: Fails;
  #attempts: number;

  /** @param attempts Max number of calls of `fails`: each may need a new process. */
  constructor(fails: Fails, attempts = 60) {
    this.#fails = fails;
    this.#attempts = attempts;
  }

  /** The smallest message that was found. It is `text` itself if nothing smaller fails. */
  async shrink(text: string): Promise<string> {
    const flat = await this.#lessNesting(text);
    return isJson(flat) ? this.#smallerJson(flat) : this.#shorterText(flat);
  }

  async #try(candidate: string): Promise<boolean> {
    if (this.#attempts <= 0) return false;
    this.#attempts -= 1;
    return this.#fails(candidate);
  }

  /** Searches the smallest nesting depth by halving. */
  async #lessNesting(text: string): Promise<string> {
    const nested = /((\[|\{"[^"]{0,12}":|\[\[\],)\2{30,})/.exec(text);
    const [, run = '', open = ''] = nested ?? [];
    if (!nested || open === '') return text;
    const close = open.startsWith('[') ? ']' : '}';
    const depth = run.length / open.length;
    const inner = text.slice(nested.index + run.length);
    const closing = inner.indexOf(close.repeat(depth));
    if (closing === -1) return text;
    const at = (levels: number): string =>
      text.slice(0, nested.index) +
      open.repeat(levels) +
      inner.slice(0, closing) +
      close.repeat(levels) +
      inner.slice(closing + depth);
    let [holds, fails] = [0, depth];
    while (fails - holds > Math.max(1, fails / 50) && this.#attempts > 20) {
      const middle = Math.floor((holds + fails) / 2);
      if (await this.#try(at(middle))) fails = middle;
      else holds = middle;
    }
    return at(fails);
  }

  /** Removes fields and elements, and replaces values by simpler ones, as long as the message fails. */
  async #smallerJson(text: string): Promise<string> {
    let best = text;
    for (let progress = true; progress && this.#attempts > 0;) {
      progress = false;
      for (const candidate of smallerValues(best)) {
        if (candidate.length >= best.length || !(await this.#try(candidate))) continue;
        best = candidate;
        progress = true;
        break;
      }
    }
    return best;
  }

  /** Removes parts of a text that is no JSON: halves first, then smaller parts. */
  async #shorterText(text: string): Promise<string> {
    let best = text;
    for (
      let size = Math.ceil(best.length / 2);
      size >= 1 && this.#attempts > 0;
      size = Math.floor(size / 2)
    ) {
      for (let at = 0; at < best.length; at += size) {
        const candidate = best.slice(0, at) + best.slice(at + size);
        if (await this.#try(candidate)) {
          best = candidate;
          at -= size;
        }
      }
    }
    return best;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Texts of values that are one step simpler than `text`, the shortest first. */
function smallerValues(text: string): string[] {
  const parsed = JSON.parse(text) as unknown;
  const candidates = new Set<string>();
  const visit = (value: unknown, write: (simpler: string | undefined) => string, depth: number): void => {
    if (depth > 6) return;
    for (const simpler of simplerThan(value)) candidates.add(write(simpler));
    if (typeof value !== 'object' || value === null) return;
    const keys = Object.keys(value).slice(0, 60);
    for (const key of keys) {
      const field = (value as { [name: string]: unknown })[key];
      visit(field, (simpler) => write(withField(value, key, simpler)), depth + 1);
      candidates.add(write(withField(value, key, undefined)));
    }
  };
  try {
    visit(parsed, (simpler) => simpler ?? 'null', 0);
  } catch (error) {
    // Deeply nested: JSON.stringify exceeds the stack.
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
  return [...candidates].sort((a, b) => a.length - b.length);
}

function simplerThan(value: unknown): string[] {
  if (typeof value === 'string' && value.length > 0) {
    return ['""', JSON.stringify(value.slice(0, Math.floor(value.length / 2)))];
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? ['null']
      : ['[]', JSON.stringify(value.slice(0, 1)), JSON.stringify(value.slice(0, value.length >> 1))];
  }
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? ['null'] : ['{}'];
  return value === null ? [] : ['null', '0'];
}

/** JSON of `holder` with another text for one field; without the field if `text` is undefined. */
function withField(holder: object, key: string, text: string | undefined): string {
  const entries = Object.entries(holder).flatMap(([name, value]) => {
    const json = name === key ? text : JSON.stringify(value);
    if (json === undefined) return [];
    return [Array.isArray(holder) ? json : `${JSON.stringify(name)}:${json}`];
  });
  return Array.isArray(holder) ? `[${entries.join()}]` : `{${entries.join()}}`;
}
