import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { rewriteText, rewriteWebhook } from '../../src/replay/rewriting.js';
import { TapePayloads } from '../../src/replay/tape-payloads.js';
import { temporaryFolder } from '../config/temporary-folder.js';

const EMPTY = { msg_type: 14, content: { user_id: 0, data: '', timestamp: 5 } };

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('a payload in a file beside the cassette is put back into its message, nested or flat', () => {
  using folder = temporaryFolder({ 'a.rtms.payload/m1-audio.bin': 'onetwothree' });
  const payloads = new TapePayloads(folder.file('a.rtms.jsonl'));
  const payload = { bytes: 3, file: 'a.rtms.payload/m1-audio.bin', offset: 3 };
  expect(payloads.withPayload({ message: EMPTY, meta: { payload } })).toEqual({
    msg_type: 14,
    content: { user_id: 0, data: base64('two'), timestamp: 5 },
  });
  const flat = { msg_type: 14, content: '', user_id: 0 };
  expect(payloads.withPayload({ message: flat, meta: { payload } })).toEqual({
    ...flat,
    content: base64('two'),
  });
  payloads.close();
});

test('a payload of which only a checksum is known becomes zeros of the same length', () => {
  const payloads = new TapePayloads('/nowhere/a.rtms.jsonl');
  const whole = payloads.withPayload({ message: EMPTY, meta: { payload: { bytes: 4, sha256: 'ab' } } });
  expect(whole).toMatchObject({ content: { data: Buffer.alloc(4).toString('base64') } });
});

test('no file outside the folder of the cassette is read', () => {
  using folder = temporaryFolder({ 'secret.txt': 'secret', 'in/a.rtms.jsonl': '' });
  const payloads = new TapePayloads(folder.file('in/a.rtms.jsonl'));
  for (const file of ['../secret.txt', folder.file('secret.txt'), 'x/../../secret.txt']) {
    const whole = payloads.withPayload({ message: EMPTY, meta: { payload: { bytes: 6, file } } });
    expect(whole).toMatchObject({ content: { data: Buffer.alloc(6).toString('base64') } });
  }
});

test('ids and times are replaced in the text, whose form stays', () => {
  const rewriting = { ids: new Map([['a/b==', 'new/id==']]), shiftMs: 1000 };
  const text = String.raw`{ "event_ts" : 1767225600000, "meeting_uuid":"a\/b==", "other":"a/b==x", "start_time":1767225600, "timestamp":1767225600000000, "fps":25 }`;
  expect(rewriteText(text, rewriting)).toBe(
    '{ "event_ts" : 1767225601000, "meeting_uuid":"new/id==", "other":"a/b==x", "start_time":1767225601, "timestamp":1767225601000000, "fps":25 }',
  );
});

test('a webhook gets the URL of this server wherever it has one', () => {
  const body = {
    event: 'meeting.rtms_started',
    payload: { server_urls: 'wss://zoom', object: { server_urls: ['wss://zoom', 'wss://other'] } },
  };
  expect(rewriteWebhook(body, { ids: new Map(), shiftMs: 0 }, 'ws://mock')).toEqual({
    event: 'meeting.rtms_started',
    payload: { server_urls: 'ws://mock', object: { server_urls: ['ws://mock'] } },
  });
  expect(rewriteWebhook('no JSON', { ids: new Map(), shiftMs: 0 }, 'ws://mock')).toBeUndefined();
});
