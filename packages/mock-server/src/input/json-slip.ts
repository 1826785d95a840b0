/** Where a text stops being JSON, in words for people who wrote it by hand. */

export interface JsonSlip {
  readonly offset: number;
  /** What stands there or is missing; nothing of the text itself, which may be a secret. */
  readonly message: string;
}

interface Open {
  readonly kind: 'object' | 'list';
  readonly offset: number;
}

/** What may come next. */
type Expected = 'value' | 'value-or-end' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const ENDS = { object: '}', list: ']' } as const;

/** Whether a text means to be JSON: an object or a list, and not one of YAML, which needs no quotes. */
export function meansJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]\s*(?:["{}[\]]|$)/.test(text);
}

/** Comments with `#` and commas before an end are let pass. `undefined`: all of it is JSON. */
export function jsonSlip(text: string): JsonSlip | undefined {
  const open: Open[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = skipSpace(text, offset);
    const inside = open.at(-1);
    const character = text[offset];
    if (character === undefined) return atEnd(text, inside, expected);
    if (inside && character === ENDS[inside.kind] && mayEnd(expected)) {
      open.pop();
      offset += 1;
      expected = open.length === 0 ? 'nothing' : 'comma-or-end';
      continue;
    }
    switch (expected) {
      case 'nothing':
        return { offset, message: 'something stands after the end' };
      case 'comma-or-end':
        if (character !== ',') return { offset, message: `a comma or ${endOf(inside)} is missing` };
        offset += 1;
        expected = inside?.kind === 'object' ? 'name-or-end' : 'value-or-end';
        continue;
      case 'colon':
        if (character !== ':') return { offset, message: 'a colon is missing after the name' };
        offset += 1;
        expected = 'value';
        continue;
      case 'name-or-end': {
        if (character !== '"') return { offset, message: `a name in quotes or ${endOf(inside)} is missing` };
        const end = endOfText(text, offset);
        if (typeof end !== 'number') return end;
        offset = end;
        expected = 'colon';
        continue;
      }
      case 'value':
      case 'value-or-end': {
        if (character === '{' || character === '[') {
          open.push({ kind: character === '{' ? 'object' : 'list', offset });
          offset += 1;
          expected = character === '{' ? 'name-or-end' : 'value-or-end';
          continue;
        }
        const end = character === '"' ? endOfText(text, offset) : endOfWord(text, offset);
        if (typeof end !== 'number') return end;
        offset = end;
        expected = open.length === 0 ? 'nothing' : 'comma-or-end';
      }
    }
  }
}

function mayEnd(expected: Expected): boolean {
  return expected === 'comma-or-end' || expected === 'name-or-end' || expected === 'value-or-end';
}

function endOf(inside: Open | undefined): string {
  return inside ? ENDS[inside.kind] : 'the end';
}

function atEnd(text: string, inside: Open | undefined, expected: Expected): JsonSlip | undefined {
  if (expected === 'nothing') return undefined;
  if (!inside) return { offset: text.length, message: 'the file is empty' };
  const line = text.slice(0, inside.offset).split('\n').length;
  return {
    offset: text.length,
    message: `the file ends before the ${ENDS[inside.kind]} of the ${inside.kind} that begins in line ${line}`,
  };
}

function skipSpace(text: string, from: number): number {
  return from + (/^(?:\s|\uFEFF|#[^\n]*)*/.exec(text.slice(from))?.[0].length ?? 0);
}

function endOfText(text: string, from: number): number | JsonSlip {
  const found = /^"(?:[^"\\\n]|\\["\\/bfnrtu])*"/.exec(text.slice(from));
  if (found) return from + found[0].length;
  const begun = /^"(?:[^"\\\n]|\\["\\/bfnrtu])*/.exec(text.slice(from))?.[0].length ?? 1;
  if (text[from + begun] === '\\') {
    return { offset: from + begun, message: 'a backslash stands before a letter that it cannot; write \\\\' };
  }
  return { offset: from, message: 'a text has no quote at its end' };
}

function endOfWord(text: string, from: number): number | JsonSlip {
  const [word = ''] = /^[^\s,:{}[\]"#]*/.exec(text.slice(from)) ?? [];
  if (/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) return from + word.length;
  if (word === '') return { offset: from, message: 'a value is missing' };
  return { offset: from, message: 'a text without quotes' };
}
