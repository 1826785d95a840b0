import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { startMockServer } from '../../src/index.js';
import { boundedDetail, DETAIL_LIMITS } from '../../src/journal-detail.js';
import { JournalRecorder } from '../../src/journal.js';
import { dial } from '../tls/client.js';

const size = (value: object): number => JSON.stringify(value).length;

describe('the data of an entry', () => {
  test.each<[string, object]>([
    ['many strings below the limit of one', { list: Array.from({ length: 5000 }, () => 'x'.repeat(1999)) }],
    ['many fields', Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`field${index}`, index]))],
    ['long names', { ['n'.repeat(60_000)]: { ['m'.repeat(60_000)]: 1 } }],
    ['many numbers', { list: Array.from({ length: 30_000 }, () => 1) }],
    ['arrays of arrays', { a: Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 'text')) }],
    ['one long string', { data: 'x'.repeat(60_000) }],
  ])('is limited with %s', (_, detail) => {
    const bounded = boundedDetail(detail);
    expect(size(bounded.detail)).toBeLessThan(3 * DETAIL_LIMITS.characters);
    expect(bounded.size).toBeLessThan(3 * DETAIL_LIMITS.characters);
    expect(JSON.stringify(bounded.detail)).toContain('…');
  });

  test('says how much was left out', () => {
    const list = Array.from({ length: 562 }, (_, index) => index);
    const { detail } = boundedDetail({ list });
    expect(detail['list']).toEqual([...list.slice(0, 100), '… (562 items)']);
  });

  test('may refer to itself', () => {
    const loop: { [key: string]: unknown } = {};
    loop['self'] = loop;
    expect(() => boundedDetail(loop)).not.toThrow();
  });

  test.each([
    'signature',
    'Signature',
    'client_secret',
    'clientSecret',
    'secret',
    'x-zm-signature',
    'SECRET-TOKEN',
  ])('shows the last four characters of %s only', (name) => {
    expect(boundedDetail({ a: { [name]: 'topsecretvalue1234' } }).detail).toEqual({ a: { [name]: '…1234' } });
  });

  test('hides signatures in other texts', () => {
    const signature = 'a1'.repeat(30) + 'beef';
    expect(JSON.stringify(boundedDetail({ answer: `you sent v0=${signature}` }))).not.toContain(signature);
  });

  test('of ordinary size is kept as it is', () => {
    const detail = { msg_type: 5, events: [{ event_type: 2, subscribe: true }], none: null };
    expect(boundedDetail(detail).detail).toEqual(detail);
  });
});

describe('the journal', () => {
  test('is limited by size', () => {
    const journal = new JournalRecorder(new ManualClock(), { maxSize: 100_000 });
    for (let index = 0; index < 500; index += 1) {
      journal.record({ kind: 'note', type: 'long', detail: { text: 'x'.repeat(1900) } });
    }
    const kept = journal.find();
    expect(kept.length).toBeLessThan(70);
    expect(kept.length).toBeGreaterThan(30);
    expect(kept.at(-1)?.seq).toBe(500);
  });

  test('keeps no part of a long message alive', { timeout: 30_000 }, async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const socket = await dial(server.signalingUrl);
    socket.on('message', () => {});
    for (let index = 0; index < 200; index += 1) {
      socket.send(JSON.stringify({ msg_type: 1, x: Array.from({ length: 30 }, () => 'y'.repeat(1990)) }));
    }
    await expect
      .poll(() => server.journal.find({ direction: 'received' }).length, { timeout: 20_000 })
      .toBe(200);
    const sizes = server.journal.find({ direction: 'received' }).map((entry) => size(entry.detail));
    expect(Math.max(...sizes)).toBeLessThan(3 * DETAIL_LIMITS.characters);
    socket.terminate();
  });

  test('is read page by page', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    for (let index = 0; index < 5; index += 1) await server.startMeeting();
    const all = await read(`${server.controlUrl}/api/journal`);
    const seqs: number[] = [];
    for (let after = 0; ;) {
      const { entries } = await read(`${server.controlUrl}/api/journal?first=2&after=${after}`);
      if (entries.length === 0) break;
      expect(entries.length).toBeLessThanOrEqual(2);
      seqs.push(...entries.map(({ seq }) => seq));
      after = seqs.at(-1) ?? 0;
    }
    expect(seqs).toEqual(all.entries.map(({ seq }) => seq));
    expect(seqs.length).toBeGreaterThan(4);
  });

  test('does not show signatures that a receiver echoes', async () => {
    const receiver: RequestListener = (request, response) => {
      response.end(JSON.stringify({ echoed: request.headers['x-zm-signature'] }));
    };
    const http = createServer(receiver).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await server.startMeeting({ webhookUrl: `http://127.0.0.1:${port}/hook` });
    http.close();
    const answered = server.journal.find({ kind: 'webhook', direction: 'received' });
    expect(JSON.stringify(answered)).toContain('echoed');
    expect(JSON.stringify(answered)).not.toMatch(/[0-9a-f]{64}/);
  });
});

async function read(url: string): Promise<{ readonly entries: readonly { readonly seq: number }[] }> {
  const response = await fetch(url);
  return (await response.json()) as { readonly entries: readonly { readonly seq: number }[] };
}
