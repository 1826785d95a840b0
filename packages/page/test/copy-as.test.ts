import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { codeFor, pythonValue, type Call, type CopyLanguage } from '../src/api/last-action.js';
import { describeWithTool } from '../../../test/support/require-tool.js';

const CALL: Call = {
  method: 'POST',
  path: 'api/meetings/a%2Fb/steps',
  body: { do: 'chat', participant: 1, text: `it's "quoted" \\ and ünïcode\nline two`, ok: true, none: null },
};

/** Serves one request, runs code against it, and returns what arrived. */
async function received(language: CopyLanguage, run: (code: string) => Promise<void>): Promise<unknown> {
  const requests: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      requests.push({
        method,
        url,
        type: headers['content-type'],
        body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
      });
      response.setHeader('content-type', 'application/json').end('{"state":"active"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await run(codeFor(language, CALL, `http://127.0.0.1:${port}/`));
  } finally {
    server.close();
  }
  return requests;
}

const EXPECTED = [
  { method: 'POST', url: '/api/meetings/a%2Fb/steps', type: 'application/json', body: CALL.body },
];

/** Runs a program without blocking the server above. */
function execute(file: string, args: readonly string[]): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    execFile(file, [...args], (error, _stdout, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(),
    );
  });
}

describe('the last action as code', () => {
  test('TypeScript sends the same request', async () => {
    const run = (code: string): Promise<void> =>
      execute(process.execPath, ['--input-type=module', '--eval', code]);
    expect(await received('TypeScript', run)).toEqual(EXPECTED);
  });

  test('values are Python expressions', () => {
    expect(pythonValue({ a: [true, false, null], b: 'x', c: undefined })).toBe(
      '{"a": [True, False, None], "b": "x"}',
    );
  });

  test.skipIf(process.platform === 'win32')('curl sends the same request', async () => {
    execFileSync('curl', ['--version']);
    expect(await received('curl', (code) => execute('sh', ['-c', code]))).toEqual(EXPECTED);
  });
});

describeWithTool('python3', 'the last action as Python', (python) => {
  test('sends the same request', async () => {
    expect(await received('Python', (code) => execute(python, ['-c', code]))).toEqual(EXPECTED);
  });
});
