import { signal } from '@preact/signals';

/** A call that changes something, as "Copy as" shows it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the page: `api/meetings`. */
  readonly path: string;
  readonly body?: unknown;
}

/** The last call that changed something; `undefined` before the first. */
export const lastAction = signal<Call | undefined>(undefined);

/** Keeps a call for "Copy as". */
export function remember(call: Call): void {
  lastAction.value = call;
}

/** A language of "Copy as". */
export type CopyLanguage = 'curl' | 'TypeScript' | 'Python';

/** Code that performs a call again. `base`: URL of the server, with a slash at its end. */
export function codeFor(language: CopyLanguage, { method, path, body }: Call, base: string): string {
  const url = `${base}${path}`;
  const text = JSON.stringify(body ?? {});
  switch (language) {
    case 'curl':
      return `curl -X ${method} ${shellQuoted(url)} -H 'content-type: application/json' -d ${shellQuoted(text)}`;
    case 'TypeScript':
      return [
        `const response = await fetch(${JSON.stringify(url)}, {`,
        `  method: '${method}',`,
        `  headers: { 'content-type': 'application/json' },`,
        `  body: JSON.stringify(${JSON.stringify(body ?? {}, null, 2).replaceAll('\n', '\n  ')}),`,
        `});`,
        `console.log(await response.json());`,
      ].join('\n');
    case 'Python':
      return [
        'import json, urllib.request',
        '',
        'request = urllib.request.Request(',
        `    ${JSON.stringify(url)},`,
        `    method=${JSON.stringify(method)},`,
        `    headers={"content-type": "application/json"},`,
        `    data=json.dumps(${pythonValue(body ?? {})}).encode(),`,
        ')',
        'print(json.load(urllib.request.urlopen(request)))',
      ].join('\n');
  }
}

/** A string for a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A JSON value as a Python expression. */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${pythonValue(member)}`).join(', ')}}`;
  }
  return JSON.stringify(value);
}
