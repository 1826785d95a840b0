import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { fakeServer } from './fake-server.js';

/** Posts bytes to the API. */
async function post(
  port: number,
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/meetings`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  return { status: response.status, text: await response.text() };
}

function bytes(text: string, encoding: BufferEncoding = 'utf8'): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, encoding));
}

describe('the body of a request', () => {
  test.each([
    ['UTF-8', bytes('{"topic":"é"}'), 'application/json'],
    ['UTF-8 with a byte order mark', bytes('\uFEFF{"topic":"é"}'), 'application/json; charset="utf-8"'],
    ['UTF-16', bytes('{"topic":"é"}', 'utf16le'), 'application/json; charset=UTF-16LE'],
    ['nothing', bytes(''), 'application/json'],
  ])('may be %s', async (_name, body, contentType) => {
    await using server = await fakeServer();
    expect(await post(server.port, body, contentType)).toMatchObject({ status: 201 });
  });

  test.each(['latin1', 'utf-9'])('in %s is refused with one sentence', async (charset) => {
    await using server = await fakeServer();
    const { status, text } = await post(server.port, bytes('{}'), `application/json; charset=${charset}`);
    expect([status, JSON.parse(text)]).toMatchObject([
      415,
      { error: { code: 'bad-request', message: `unsupported charset "${charset.toUpperCase()}".` } },
    ]);
  });

  test('needs no tables of character sets, whose import would delay all streams', async () => {
    await using server = await fakeServer();
    await post(server.port, bytes('{"topic":"é"}'), 'application/json');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    expect(loaded.some((path) => /[\\/]raw-body[\\/]/.test(path))).toBe(true);
    expect(loaded.filter((path) => /iconv-lite[\\/]encodings/.test(path))).toEqual([]);
  });
});
