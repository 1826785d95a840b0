import type { MediaDataAudio, MediaDataTranscript } from '@rtms-mock/protocol';
import {
  createSrtpKeys,
  derivePayloadKey,
  payloadContextBytes,
  PayloadSealer,
} from '@rtms-mock/protocol/encryption';
import { expect, test } from 'vitest';
import { MediaDecryption, unusableEncryption } from '../src/connection/links/media-decryption.js';
import { StatisticsCounter } from '../src/sdk/media-statistics.js';

const streamId = 'stream';
const keys = createSrtpKeys();

function sealer(media: 'audio' | 'transcript'): PayloadSealer {
  return new PayloadSealer(derivePayloadKey(keys[media], streamId, media));
}

function audio(from: PayloadSealer, timestamp = 1_767_225_600_000): MediaDataAudio {
  const context = payloadContextBytes({ streamId, messageType: 14, userId: 0, timestamp });
  const data = from.seal(Buffer.from('packet'), context).toString('base64');
  return { msg_type: 14, content: { user_id: 0, data, timestamp } };
}

test('payloads become base64, texts become strings', () => {
  const decryption = new MediaDecryption(keys, streamId);
  const opened = decryption.decrypt(audio(sealer('audio')));
  expect(opened.ok && opened.message.payload?.toString()).toBe('packet');
  const timestamp = 1_767_225_600_000;
  const context = payloadContextBytes({ streamId, messageType: 17, userId: 7, timestamp });
  const data = sealer('transcript').seal(Buffer.from('Grüße'), context).toString('base64');
  const line: MediaDataTranscript = { msg_type: 17, content: { user_id: 7, data, timestamp } };
  const text = decryption.decrypt(line);
  expect(text.ok && text.message.content.data).toBe('Grüße');
});

test('changed, repeated and cut messages are rejected and counted', () => {
  const decryption = new MediaDecryption(keys, streamId);
  const lines: string[] = [];
  const logger = { log: (_level: number, _component: string, message: string) => void lines.push(message) };
  const counter = new StatisticsCounter(logger, { now: () => 0, unixMs: () => 0, after: () => () => {} });
  const from = sealer('audio');
  const first = audio(from);
  const changed = audio(from);
  changed.content.timestamp += 1;
  const another = audio(from);
  another.content.user_id = 7;
  const cut = audio(from);
  cut.content.data = cut.content.data.slice(0, 20);
  const copy = structuredClone(first);
  for (const message of [first, copy, changed, another, cut]) {
    const result = decryption.decrypt(message);
    if (!result.ok) counter.reject(result.failure);
  }
  expect(counter.view()).toEqual({ rejected: { truncated: 1, replayed: 1, notAuthentic: 2, foreign: 0 } });
  // One line of each kind.
  expect(lines).toHaveLength(3);
});

test('a key that is no key rejects messages and throws nothing', () => {
  const decryption = new MediaDecryption({ audio: 'nonsense' }, streamId);
  expect(decryption.decrypt(audio(sealer('audio')))).toEqual({ ok: false, failure: 'not-authentic' });
});

test('an answer without encryption, keys or a known scheme is unusable', () => {
  const granted = { payload_encryption: true, payload_encryption_scheme: 'rtms-mock-1' };
  expect(unusableEncryption(keys, granted)).toBeUndefined();
  expect(unusableEncryption(keys, {})).toMatch(/not confirmed/);
  expect(unusableEncryption(undefined, granted)).toMatch(/no srtp_keys/);
  expect(unusableEncryption(keys, { ...granted, payload_encryption_scheme: 'other' })).toBe(
    'the encryption scheme is other; this client knows rtms-mock-1',
  );
});
