import { describe, expect, test } from 'vitest';
import {
  answerUrlValidation,
  signHandshake,
  signWebhook,
  verifyEncryptedToken,
  verifyHandshake,
  verifyWebhook,
} from '../src/signature.js';

const meetingApp = { clientId: 'mockClientId01', clientSecret: 'mockClientSecret01' };
const sdkApp = { clientId: 'mockSdkKey01', clientSecret: 'mockSdkSecret01' };
const uuid = '4f2kQd8sT0uXy9ZbAa1BcQ==';
const streamId = 'rtms_stream_0001';
const joinedByCommas = 'a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21';
const withoutCommas = '795ac05506485b0b0bac1f9b11d7c80a46574530caa786f3234f9a436398eb42';

describe('signature of a handshake', () => {
  test.each([
    ['meeting', meetingApp, uuid, joinedByCommas],
    ['Video SDK', sdkApp, 'session_0001', '6294c977aed72698e875ef38cd986667854127c7b525b7d1638d0838fa34099f'],
    [
      'Contact Center',
      meetingApp,
      'eng_0001',
      '8581411c8eb8098f75a263850e0be17091ef58435abf739214661dbf44fb99b3',
    ],
  ])('is the known value for a %s', (_product, app, entityId, expected) => {
    expect(signHandshake(app, entityId, streamId)).toBe(expected);
    expect(verifyHandshake(expected, app, entityId, streamId)).toBe(true);
  });

  test.each([
    ['another secret', { ...meetingApp, clientSecret: 'other' }, uuid, streamId],
    ['another client', { ...meetingApp, clientId: 'other' }, uuid, streamId],
    ['another meeting', meetingApp, 'other', streamId],
    ['another stream', meetingApp, uuid, 'other'],
  ])('is invalid for %s', (_what, app, entityId, stream) => {
    expect(verifyHandshake(joinedByCommas, app, entityId, stream)).toBe(false);
  });

  test('is invalid in capitals, shortened or empty', () => {
    for (const wrong of [joinedByCommas.toUpperCase(), joinedByCommas.slice(1), '', 'ü'.repeat(32)]) {
      expect(verifyHandshake(wrong, meetingApp, uuid, streamId)).toBe(false);
    }
  });

  test('without commas is accepted only with the option', () => {
    expect(verifyHandshake(withoutCommas, meetingApp, uuid, streamId)).toBe(false);
    const options = { acceptConcatenated: true };
    expect(verifyHandshake(withoutCommas, meetingApp, uuid, streamId, options)).toBe(true);
    expect(verifyHandshake(joinedByCommas, meetingApp, uuid, streamId, options)).toBe(true);
    expect(verifyHandshake(withoutCommas, meetingApp, 'other', streamId, options)).toBe(false);
  });
});

describe('signature of a webhook', () => {
  const secretToken = 'mockWebhookSecretToken01';
  const rawBody =
    '{"event":"meeting.rtms_stopped","event_ts":1767225600123,"payload":{"meeting_uuid":"4f2kQd8sT0uXy9ZbAa1BcQ==","rtms_stream_id":"rtms_stream_0001","stop_reason":6}}';
  const signature = 'v0=642dd1194e54b3968c3e64e61275fc32b9cef36dd00e99f1045be30122caf1a1';
  const received = { signature, timestamp: '1767225600', rawBody, secretToken, nowSeconds: 1767225600 };

  test('is the known value', () => {
    expect(Buffer.byteLength(rawBody)).toBe(163);
    expect(signWebhook(secretToken, 1767225600, rawBody)).toStrictEqual({
      'x-zm-request-timestamp': '1767225600',
      'x-zm-signature': signature,
    });
  });

  test('is valid up to 300 seconds before and after', () => {
    for (const nowSeconds of [1767225300, 1767225600, 1767225900]) {
      expect(verifyWebhook({ ...received, nowSeconds })).toStrictEqual({ ok: true });
    }
  });

  test.each([
    ['no signature', { signature: undefined }, 'signature-missing'],
    ['no timestamp', { timestamp: undefined }, 'signature-missing'],
    ['an old timestamp', { nowSeconds: 1767225901 }, 'timestamp-outside-window'],
    ['a timestamp ahead', { nowSeconds: 1767225299 }, 'timestamp-outside-window'],
    ['a timestamp that is not a number', { timestamp: 'soon' }, 'timestamp-outside-window'],
    ['a narrower window', { nowSeconds: 1767225610, windowSeconds: 5 }, 'timestamp-outside-window'],
    ['another token', { secretToken: 'other' }, 'signature-wrong'],
    ['one more space in the body', { rawBody: `${rawBody} ` }, 'signature-wrong'],
    ['a timestamp that was not signed', { timestamp: '1767225601' }, 'signature-wrong'],
    ['the signature without its version', { signature: signature.slice(3) }, 'signature-wrong'],
  ])('is invalid with %s', (_what, change, reason) => {
    expect(verifyWebhook({ ...received, ...change })).toStrictEqual({ ok: false, reason });
  });

  test('the answer to a URL validation is the known value', () => {
    const encryptedToken = '3e4e3c9fe6f2fbe7bb79a915566c93b0dff2c4723f44bc85770f6b594d7ea286';
    const plainToken = 'q1W2e3R4t5Y6u7I8o9P0aQ';
    expect(answerUrlValidation(plainToken, secretToken)).toStrictEqual({ plainToken, encryptedToken });
    expect(verifyEncryptedToken(encryptedToken, plainToken, secretToken)).toBe(true);
    expect(verifyEncryptedToken(encryptedToken, plainToken, 'other')).toBe(false);
    expect(verifyEncryptedToken('', plainToken, secretToken)).toBe(false);
  });
});
