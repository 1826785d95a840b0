import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  createSrtpKeys,
  derivePayloadKey,
  deriveSrtpMasterKeys,
  ENCRYPTED_MEDIA,
  encryptedMediaOf,
  ENCRYPTION_SCHEME,
  PayloadOpener,
  payloadContextBytes,
  PayloadSealer,
  SEAL_BYTES,
  type EncryptedMedia,
} from '../src/encryption/index.js';
import vectors from './fixtures/encryption-vectors.json' with { type: 'json' };

const { streamId, srtpKeys } = vectors;
const key = derivePayloadKey(srtpKeys.audio, streamId, 'audio');
const context = payloadContextBytes({ streamId, messageType: 14, userId: 0, timestamp: 1_767_225_600_000 });
const payload = Buffer.from('twenty milliseconds of audio');

describe('the published vectors', () => {
  test.each(vectors.payloads)('$about is sealed and opened', (vector) => {
    const media = encryptedMediaOf(vector.messageType) as EncryptedMedia;
    expect(media).toBe(vector.media);
    const derived = derivePayloadKey(srtpKeys[media], streamId, media);
    expect(derived.toString('hex')).toBe(vector.key);
    const bytes = payloadContextBytes({ streamId, ...vector });
    expect(bytes.toString()).toBe(vector.context);
    const sealer = new PayloadSealer(derived, Buffer.from(vector.nonce, 'hex').subarray(0, 8));
    const data = sealer.seal(Buffer.from(vector.payload, 'hex'), bytes);
    expect(data.toString('base64')).toBe(vector.data);
    const opened = new PayloadOpener(derived).open(Buffer.from(vector.data, 'base64'), bytes);
    expect(opened).toStrictEqual({ ok: true, payload: Buffer.from(vector.payload, 'hex') });
  });

  test.each(vectors.srtp)('the SRTP keys of $media', ({ media, ssrc, masterKey, masterSalt }) => {
    const name = media as EncryptedMedia;
    const keys = deriveSrtpMasterKeys(srtpKeys[name], streamId, name, ssrc);
    expect(keys.masterKey.toString('hex')).toBe(masterKey);
    expect(keys.masterSalt.toString('hex')).toBe(masterSalt);
  });

  test('follow the recipe of the documentation with nothing but node:crypto', () => {
    const [vector] = vectors.payloads;
    const sealed = Buffer.from(vector!.data, 'base64');
    const aesKey = hkdfSync(
      'sha256',
      Buffer.from(srtpKeys.audio, 'hex'),
      streamId,
      'rtms-mock-1 payload audio',
      32,
    );
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(aesKey), sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from('rtms-mock-1\nrtms_stream_0001\n14\n0\n\n1767225600000'));
    decipher.setAuthTag(sealed.subarray(-16));
    const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    expect(opened.toString('hex')).toBe(vector!.payload);
  });
});

test('every stream has keys of its own for each media type', () => {
  const first = createSrtpKeys();
  const second = createSrtpKeys();
  expect(Object.keys(first)).toStrictEqual([...ENCRYPTED_MEDIA]);
  for (const name of ENCRYPTED_MEDIA) expect(first[name]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set([...Object.values(first), ...Object.values(second)]).size).toBe(10);
  expect(ENCRYPTION_SCHEME).toBe('rtms-mock-1');
});

test('a key that is not 64 hex characters is refused', () => {
  expect(() => derivePayloadKey('abc', streamId, 'audio')).toThrow(
    'a key of srtp_keys has 64 hex characters',
  );
});

test('no nonce is used twice, neither by a sealer nor by two of them', () => {
  const nonces = [new PayloadSealer(key), new PayloadSealer(key)].flatMap((sealer) =>
    Array.from({ length: 50 }, () => sealer.seal(payload, context).subarray(0, 12).toString('hex')),
  );
  expect(new Set(nonces).size).toBe(100);
});

describe('refused payloads', () => {
  test('that are copies, or older than the last one', () => {
    const sealer = new PayloadSealer(key);
    const [first, second] = [sealer.seal(payload, context), sealer.seal(payload, context)];
    const opener = new PayloadOpener(key);
    expect(opener.open(second, context).ok).toBe(true);
    expect(opener.open(second, context)).toStrictEqual({ ok: false, failure: 'replayed' });
    expect(opener.open(first, context)).toStrictEqual({ ok: false, failure: 'replayed' });
  });

  test('that are copies from another connection', () => {
    const opener = new PayloadOpener(key);
    expect(opener.open(new PayloadSealer(key).seal(payload, context), context).ok).toBe(true);
    const other = new PayloadSealer(key).seal(payload, context);
    expect(opener.open(other, context)).toStrictEqual({ ok: false, failure: 'replayed' });
  });

  test('that are cut', () => {
    const sealed = new PayloadSealer(key).seal(payload, context);
    const opener = new PayloadOpener(key);
    for (const bytes of [0, 11, SEAL_BYTES - 1]) {
      expect(opener.open(sealed.subarray(0, bytes), context)).toStrictEqual({
        ok: false,
        failure: 'truncated',
      });
    }
    expect(opener.open(sealed.subarray(0, -1), context)).toStrictEqual({
      ok: false,
      failure: 'not-authentic',
    });
  });

  test('in which any byte has changed, and the genuine one is read afterwards', () => {
    const sealed = new PayloadSealer(key).seal(payload, context);
    const opener = new PayloadOpener(key);
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(opener.open(changed, context)).toStrictEqual({ ok: false, failure: 'not-authentic' });
    }
    expect(opener.open(sealed, context)).toStrictEqual({ ok: true, payload });
  });

  test.each([
    ['stream', { streamId: 'another' }],
    ['type', { messageType: 15 }],
    ['user', { userId: 1 }],
    ['channel', { channelId: '1' }],
    ['timestamp', { timestamp: 1_767_225_600_001 }],
  ])('of another %s', (_what, change) => {
    const sealed = new PayloadSealer(key).seal(payload, context);
    const named = { streamId, messageType: 14, userId: 0, timestamp: 1_767_225_600_000 };
    const other = payloadContextBytes({ ...named, ...change });
    expect(new PayloadOpener(key).open(sealed, other)).toStrictEqual({ ok: false, failure: 'not-authentic' });
  });
});
