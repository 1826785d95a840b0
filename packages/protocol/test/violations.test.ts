import { describe, expect, test } from 'vitest';
import {
  checkEventEntry,
  checkMediaType,
  checkMediaTypeMask,
  checkSignaturePresent,
  checkTransport,
  createDialect,
  mediaTypesOf,
  negotiateMediaParams,
  statusCode,
  statusOfViolation,
  VIOLATIONS,
  type NumericGeneration,
  type MessageProblem,
  type Violation,
} from '../src/index.js';

/** Finds the problem, if there is one. */
type Check = (generation: NumericGeneration) => MessageProblem | undefined;

const ids = {
  meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
  rtms_stream_id: 'rtms_stream_0001',
  signature: 'abc',
};
const signaling = { msg_type: 1, protocol_version: 1, ...ids };

const frame =
  (text: string): Check =>
  (generation) => {
    const decoded = createDialect(generation).decode(text);
    return decoded.ok ? undefined : decoded.problem;
  };
const message = (body: object): Check => frame(JSON.stringify(body));
const entry =
  (value: unknown): Check =>
  () =>
    checkEventEntry(value, 0);
const mediaType =
  (value: unknown): Check =>
  () =>
    checkMediaType(value);
const params =
  (requested: unknown): Check =>
  (generation) => {
    const negotiated = negotiateMediaParams(mediaTypesOf(32), requested, { generation });
    return negotiated.ok ? undefined : negotiated.problem;
  };
/** Violations that depend on the state of the server: only their status is checked. */
const condition =
  (violation: Violation): Check =>
  () => ({ violation, reason: 'decided by the server' });

/** Mistake, check, and status numbers in 2025 and 2026: one row or more for each violation of PROTOCOL.md §15.3. */
const ROWS: readonly (readonly [string, Check, number, number])[] = [
  ['message longer than the limit', condition('message-too-long'), 2, 4],
  ['not valid JSON', frame('{"msg_type":1,'), 3, 4],
  ['nothing at all', frame(''), 3, 4],
  ['JSON, but an array', frame('[1]'), 3, 4],
  ['JSON, but null', frame('null'), 3, 4],
  ['msg_type missing', message({ ...signaling, msg_type: undefined }), 5, 1],
  ['msg_type null', message({ ...signaling, msg_type: null }), 6, 1],
  ['msg_type a name', message({ ...signaling, msg_type: 'SIGNALING_HAND_SHAKE_REQ' }), 6, 1],
  ['msg_type a fraction', message({ ...signaling, msg_type: 1.5 }), 6, 1],
  ['msg_type negative', message({ ...signaling, msg_type: -1 }), 6, 1],
  ['msg_type unknown', message({ ...signaling, msg_type: 99 }), 4, 1],
  ['msg_type 0', message({ ...signaling, msg_type: 0 }), 4, 1],
  ['protocol_version 2', message({ ...signaling, protocol_version: 2 }), 3, 4],
  ['protocol_version 3', message({ ...signaling, protocol_version: 3 }), 3, 4],
  ['protocol_version a text', message({ ...signaling, protocol_version: '1' }), 3, 4],
  ['entity id missing', message({ ...signaling, meeting_uuid: undefined }), 7, 4],
  ['entity id not a string', message({ ...signaling, meeting_uuid: 7 }), 8, 4],
  ['entity id null', message({ ...signaling, meeting_uuid: null }), 8, 4],
  ['entity id empty', message({ ...signaling, meeting_uuid: '' }), 9, 4],
  ['engagement id empty', message({ ...signaling, meeting_uuid: undefined, engagement_id: '' }), 9, 4],
  ['stream id missing', message({ ...signaling, rtms_stream_id: undefined }), 10, 2],
  ['stream id not a string', message({ ...signaling, rtms_stream_id: 7 }), 11, 2],
  ['stream id empty', message({ ...signaling, rtms_stream_id: '' }), 12, 2],
  ['signature missing', () => checkSignaturePresent({}), 14, 3],
  ['signature empty', () => checkSignaturePresent({ signature: '' }), 14, 3],
  ['signature not a string', message({ ...signaling, signature: 5 }), 15, 3],
  ['signature wrong', condition('signature-wrong'), 15, 3],
  ['unknown stream, or not of that meeting', condition('stream-unknown'), 16, 2],
  ['stream ended or never started', condition('stream-ended'), 13, 2],
  ['second signaling connection', condition('signaling-duplicate'), 17, 8],
  ['media handshake without signaling', condition('signaling-absent'), 13, 2],
  ['events missing', message({ msg_type: 5 }), 18, 5],
  ['events not an array', message({ msg_type: 5, events: {} }), 19, 5],
  ['event_type missing', entry({ subscribe: true }), 20, 6],
  ['event_type not an unsigned integer', entry({ event_type: '2', subscribe: true }), 21, 6],
  ['event_type unknown', entry({ event_type: 99, subscribe: true }), 21, 6],
  ['subscribe missing', entry({ event_type: 2 }), 19, 42],
  ['subscribe not true or false', entry({ event_type: 2, subscribe: 1 }), 19, 42],
  ['ready-ack without a stream id', message({ msg_type: 7 }), 10, 41],
  ['session query without a session id', message({ msg_type: 10 }), 75, 40],
  ['unknown session', condition('session-unknown'), 75, 40],
  ['stream query without a stream id', message({ msg_type: 19 }), 10, 2],
  ['stream close without a stream id', message({ msg_type: 21 }), 10, 2],
  ['media_type missing', mediaType(undefined), 22, 7],
  ['media_type not an unsigned integer', mediaType('1'), 23, 7],
  ['media_type 0', mediaType(0), 34, 14],
  ['media_type 33', mediaType(33), 29, 14],
  ['media_type 64', mediaType(64), 29, 14],
  ['media_type 9 where masks are refused', () => checkMediaTypeMask(9), 29, 14],
  ['media_type 25 where masks are refused', () => checkMediaTypeMask(25), 29, 14],
  ['audio not in scope', condition('audio-not-in-scope'), 24, 9],
  ['video not in scope', condition('video-not-in-scope'), 25, 10],
  ['deskshare not in scope', condition('deskshare-not-in-scope'), 26, 11],
  ['transcript not in scope', condition('transcript-not-in-scope'), 27, 12],
  ['chat not in scope', condition('chat-not-in-scope'), 28, 13],
  ['a socket for all exists, or typed ones do', condition('media-all-exists'), 30, 15],
  ['that type already has a socket', condition('media-duplicate'), 31, 16],
  ['media_params demanded but missing', condition('media-params-missing'), 32, 17],
  ['media_params not an object', params(5), 33, 17],
  ['audio not an object', params({ audio: [] }), 35, 18],
  ['audio content_type not uint', params({ audio: { content_type: '2' } }), 36, 19],
  ['audio content_type invalid', params({ audio: { content_type: 5 } }), 37, 19],
  ['audio sample_rate not uint', params({ audio: { sample_rate: -1 } }), 38, 20],
  ['audio sample_rate invalid', params({ audio: { sample_rate: 4 } }), 39, 20],
  ['audio channel not uint', params({ audio: { channel: true } }), 40, 21],
  ['audio channel invalid', params({ audio: { channel: 0 } }), 41, 21],
  ['audio codec not uint', params({ audio: { codec: 'L16' } }), 42, 22],
  ['audio codec invalid', params({ audio: { codec: 5 } }), 43, 22],
  ['audio data_opt not uint', params({ audio: { data_opt: {} } }), 44, 23],
  ['audio data_opt invalid', params({ audio: { data_opt: 3 } }), 45, 23],
  ['audio send_rate not uint', params({ audio: { send_rate: 20.5 } }), 46, 24],
  ['audio send_rate invalid', params({ audio: { send_rate: 30 } }), 35, 24],
  ['audio frame_size not uint', params({ audio: { frame_size: 'x' } }), 47, 18],
  ['video not an object', params({ video: 'x' }), 48, 25],
  ['video content_type invalid', params({ video: { content_type: 2 } }), 49, 26],
  ['video content_type not uint', params({ video: { content_type: '3' } }), 50, 26],
  ['video codec invalid', params({ video: { codec: 4 } }), 51, 27],
  ['video codec not uint', params({ video: { codec: '5' } }), 52, 27],
  ['video resolution invalid', params({ video: { resolution: 0 } }), 53, 28],
  ['video resolution not uint', params({ video: { resolution: 1.5 } }), 54, 28],
  ['video data_opt invalid', params({ video: { data_opt: 1 } }), 55, 29],
  ['video data_opt not uint', params({ video: { data_opt: '3' } }), 56, 29],
  ['video fps invalid', params({ video: { fps: 31 } }), 48, 30],
  ['video fps not uint', params({ video: { fps: -5 } }), 57, 30],
  ['deskshare not an object', params({ deskshare: 1 }), 58, 31],
  ['deskshare content_type invalid', params({ deskshare: { content_type: 5 } }), 59, 32],
  ['deskshare content_type not uint', params({ deskshare: { content_type: '3' } }), 60, 32],
  ['deskshare codec invalid', params({ deskshare: { codec: 1 } }), 61, 33],
  ['deskshare codec not uint', params({ deskshare: { codec: '5' } }), 62, 33],
  ['deskshare resolution invalid', params({ deskshare: { resolution: 5 } }), 63, 34],
  ['deskshare resolution not uint', params({ deskshare: { resolution: '3' } }), 64, 34],
  ['deskshare fps invalid', params({ deskshare: { fps: 0 } }), 58, 35],
  ['deskshare fps not uint', params({ deskshare: { fps: '1' } }), 65, 35],
  ['transcript not an object', params({ transcript: 'en' }), 66, 36],
  ['transcript content_type invalid', params({ transcript: { content_type: 2 } }), 67, 37],
  ['transcript content_type not uint', params({ transcript: { content_type: '5' } }), 68, 37],
  ['transcript source language invalid', params({ transcript: { src_language: 37 } }), 66, 43],
  ['transcript source language under its old name', params({ transcript: { language: 'en' } }), 66, 43],
  ['transcript target language invalid', params({ transcript: { target_language: -2 } }), 66, 46],
  ['chat not an object', params({ chat: true }), 69, 38],
  ['chat content_type invalid', params({ chat: { content_type: 1 } }), 70, 39],
  ['chat content_type not uint', params({ chat: { content_type: '5' } }), 71, 39],
  ['video subscription without a user id', message({ msg_type: 28, subscribe: true }), 3, 4],
  ['video subscription without subscribe', message({ msg_type: 28, user_id: 7 }), 19, 42],
  ['already subscribed to that video', condition('video-subscription-duplicate'), 48, 44],
  ['chat session key not available', condition('chat-session-key-unavailable'), 69, 47],
  ['payload_encryption not true or false', () => checkTransport({ payload_encryption: 'yes' }), 33, 17],
  ['encryption requested of a server without', condition('payload-encryption-off'), 33, 17],
  ['encryption not requested where it is required', condition('payload-encryption-required'), 33, 17],
  ['transmission_protocol unknown', () => checkTransport({ transmission_protocol: 7 }), 33, 17],
  ['transmission_protocol not supported', () => checkTransport({ transmission_protocol: 4 }), 33, 17],
  ['udp_port missing', () => checkTransport({ transmission_protocol: 3 }), 33, 17],
  ['udp_port 0', () => checkTransport({ transmission_protocol: 3, udp_port: 0 }), 33, 17],
  ['udp_port 65536', () => checkTransport({ transmission_protocol: 3, udp_port: 65_536 }), 33, 17],
  ['UDP without encryption', condition('udp-not-encrypted'), 33, 17],
  ['media that UDP cannot carry', condition('udp-media-unsupported'), 33, 17],
  ['server fault', condition('server-fault'), 74, 45],
  ['connection timed out', condition('connection-timeout'), 1, 45],
];

describe('every mistake is found and has its status', () => {
  test.each(ROWS)('%s', (_title, check, in2025, in2026) => {
    for (const [generation, expected] of [['2025', in2025] as const, ['2026', in2026] as const]) {
      const problem = check(generation);
      expect(problem, `found in ${generation}`).toBeDefined();
      expect(statusCode(statusOfViolation(problem!.violation, generation), generation)).toBe(expected);
      expect(problem!.reason).not.toBe('');
    }
  });

  test('every violation has a row', () => {
    const covered = new Set(ROWS.flatMap(([, check]) => check('2025')?.violation ?? []));
    expect(VIOLATIONS.filter((violation) => !covered.has(violation))).toStrictEqual([]);
  });

  test('a reason names the field and the value, and never contains a signature', () => {
    const decoded = createDialect('2026').decode(JSON.stringify({ ...signaling, rtms_stream_id: 7 }));
    expect(decoded).toStrictEqual({
      ok: false,
      problem: {
        violation: 'stream-id-not-string',
        field: 'rtms_stream_id',
        reason: 'rtms_stream_id must be a string, found 7',
        messageType: 1,
      },
    });
    const signed = createDialect('2026').decode(JSON.stringify({ ...signaling, signature: 4711 }));
    expect(signed.ok ? '' : signed.problem.reason).not.toContain('4711');
  });

  test('the first mistake in the documented order is reported', () => {
    const order: [object, Violation][] = [
      [{ msg_type: 3, protocol_version: 9 }, 'protocol-version-unsupported'],
      [{ msg_type: 3 }, 'entity-id-missing'],
      [{ msg_type: 3, meeting_uuid: 'm' }, 'stream-id-missing'],
      [{ msg_type: 3, meeting_uuid: 'm', rtms_stream_id: 's', signature: 1 }, 'signature-wrong'],
    ];
    for (const [body, violation] of order) expect(message(body)('2025')?.violation).toBe(violation);
    // The dialect does not check media_type: identity, which it does not know, is checked first.
    expect(message({ msg_type: 3, meeting_uuid: 'm', rtms_stream_id: 's' })('2025')).toBeUndefined();
  });

  test('a missing protocol_version is an error only in a strict reading', () => {
    const text = JSON.stringify({ ...signaling, protocol_version: undefined });
    expect(createDialect('2025').decode(text).ok).toBe(true);
    const strict = createDialect('2025', { strict: true }).decode(text);
    expect(strict.ok ? undefined : strict.problem.violation).toBe('protocol-version-unsupported');
  });
});
