/** Forty apps with one fault each, and the rule that names it. */
import type { Habits } from './raw-app.js';
import type { SdkHabits } from './sdk-app.js';

/** What happens in the meeting while an app is watched. */
export type Course =
  | 'plain'
  | 'media-lost'
  | 'signaling-lost'
  | 'media-refused'
  | 'signaling-refused'
  | 'new-instance'
  | 'duplicate-webhook'
  | 'binary-frames'
  | 'large-frame'
  | 'validation'
  | 'short'
  | 'left-open';

interface AnyMutant {
  /** The fault, as a title of a test: what the app does. */
  readonly name: string;
  /** The rule that is to be its first verdict. */
  readonly rule: string;
  /** What happens in the meeting. @default plain */
  readonly course?: Course;
  /** Time between keep-alives, in milliseconds. @default 1000 */
  readonly keepAliveMs?: number;
}

/** A mutant of the app without a library. */
export interface RawMutant extends AnyMutant {
  readonly raw: Partial<Habits>;
}

/** A mutant of the app on the client. */
export interface SdkMutant extends AnyMutant {
  readonly sdk: Partial<SdkHabits>;
}

function without<T extends object>(message: T, field: string): T {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== field)) as T;
}

const RAW: readonly RawMutant[] = [
  {
    name: 'answers webhooks after 4 s',
    rule: 'webhook-late',
    raw: { respond: () => ({ status: 200, delayMs: 4000 }) },
  },
  {
    name: 'answers webhooks with 500',
    rule: 'webhook-refused',
    raw: { respond: () => ({ status: 500, delayMs: 0 }) },
  },
  {
    name: 'redirects webhooks',
    rule: 'webhook-refused',
    raw: { respond: () => ({ status: 302, delayMs: 0 }) },
  },
  {
    name: 'takes the signature of webhooks for wrong',
    rule: 'webhook-signature-refused',
    raw: { respond: () => ({ status: 401, delayMs: 0 }) },
  },
  { name: 'never answers a webhook', rule: 'webhook-unanswered', raw: { respond: () => undefined } },
  {
    name: 'answers the validation with the client secret',
    rule: 'url-validation-wrong',
    course: 'validation',
    raw: {
      validation: (plainToken, { clientSecret }) => ({
        type: 'application/json',
        body: JSON.stringify({ plainToken, encryptedToken: clientSecret }),
      }),
    },
  },
  {
    name: 'answers the validation with text',
    rule: 'url-validation-wrong',
    course: 'validation',
    raw: { validation: () => ({ type: 'text/plain', body: 'ok' }) },
  },
  { name: 'joins twice for each start', rule: 'joined-twice', raw: { joins: 2 } },
  {
    name: 'joins again when rtms_started comes twice',
    rule: 'started-twice',
    course: 'duplicate-webhook',
    raw: { knowsItsStreams: false },
  },
  {
    name: 'signs the ids in another order',
    rule: 'signature-wrong',
    raw: { signed: ({ clientId, meetingUuid, streamId }) => `${clientId},${streamId},${meetingUuid}` },
  },
  {
    name: 'signs with the secret token',
    rule: 'signature-wrong',
    raw: { key: ({ secretToken }) => secretToken },
  },
  {
    name: 'sends no signature',
    rule: 'signature-missing',
    raw: { signalingHandshake: (message) => without(message, 'signature') },
  },
  {
    name: 'sends the handshake of the string generation',
    rule: 'string-generation',
    raw: { signalingHandshake: (message) => ({ ...message, msg_type: 'SIGNALING_HAND_SHAKE_REQ' }) },
  },
  {
    name: 'omits protocol_version',
    rule: 'protocol-version-missing',
    raw: { signalingHandshake: (message) => without(message, 'protocol_version') },
  },
  {
    name: 'asks for version 9 of the protocol',
    rule: 'protocol-version-unsupported',
    raw: { signalingHandshake: (message) => ({ ...message, protocol_version: 9 }) },
  },
  {
    name: 'writes streamId in place of rtms_stream_id',
    rule: 'ids-missing',
    raw: {
      signalingHandshake: ({ rtms_stream_id, ...message }) => ({ ...message, streamId: rtms_stream_id }),
    },
  },
  {
    name: 'writes sampleRate in place of sample_rate',
    rule: 'misnamed-field',
    raw: {
      mediaHandshake: (message) => ({ ...message, media_params: { audio: { sampleRate: 1 } } }),
    },
  },
  {
    name: 'requests audio and transcript as 9',
    rule: 'media-type-mask',
    raw: { mediaHandshake: (message) => ({ ...message, media_type: 9 }) },
  },
  {
    name: 'requests media of type 64',
    rule: 'media-type-invalid',
    raw: { mediaHandshake: (message) => ({ ...message, media_type: 64 }) },
  },
  {
    name: 'requests L16 at 48 kHz with a codec that has none',
    rule: 'media-params-invalid',
    raw: {
      mediaHandshake: (message) => ({
        ...message,
        media_params: {
          audio: { content_type: 2, sample_rate: 3, channel: 1, codec: 3, data_opt: 1, send_rate: 20 },
        },
      }),
    },
  },
  { name: 'sends its media handshake twice', rule: 'handshake-repeated', raw: { mediaHandshakes: 2 } },
  { name: 'opens media before signaling', rule: 'media-before-signaling', raw: { signalingFirst: false } },
  {
    name: 'never sends CLIENT_READY_ACK',
    rule: 'ready-ack-missing',
    raw: { ready: { times: 0, on: 'signaling', early: false } },
  },
  {
    name: 'sends CLIENT_READY_ACK before the media handshake only',
    rule: 'ready-ack-early',
    raw: { ready: { times: 0, on: 'signaling', early: true } },
  },
  {
    name: 'sends CLIENT_READY_ACK on the media socket',
    rule: 'ready-ack-wrong-socket',
    raw: { ready: { times: 1, on: 'media', early: false } },
  },
  {
    name: 'sends CLIENT_READY_ACK three times',
    rule: 'ready-ack-repeated',
    raw: { ready: { times: 3, on: 'signaling', early: false } },
  },
  { name: 'answers no keep-alive', rule: 'keep-alive-lost', raw: { keepAlive: () => undefined } },
  {
    name: 'answers keep-alives after 6 s',
    rule: 'keep-alive-late',
    keepAliveMs: 3000,
    raw: { keepAlive: (kind, timestamp) => ({ timestamp, on: kind, delayMs: 6000 }) },
  },
  {
    name: 'answers keep-alives with a time of its own',
    rule: 'keep-alive-wrong-timestamp',
    raw: { keepAlive: (kind) => ({ timestamp: 1, on: kind, delayMs: 0 }) },
  },
  {
    name: 'answers keep-alives of signaling on media',
    rule: 'keep-alive-wrong-socket',
    raw: { keepAlive: (_kind, timestamp) => ({ timestamp, on: 'media', delayMs: 0 }) },
  },
  {
    name: 'connects again at once, again and again',
    rule: 'reconnect-too-fast',
    course: 'signaling-refused',
    raw: { backOffMs: (_kind, n) => (n > 20 ? undefined : 10) },
  },
  {
    name: 'connects again every second',
    rule: 'reconnect-without-back-off',
    course: 'signaling-refused',
    raw: { backOffMs: (_kind, n) => (n > 20 ? undefined : 1000) },
  },
  {
    name: 'does not connect again after a loss of media',
    rule: 'reconnect-missing',
    course: 'media-lost',
    raw: { backOffMs: () => undefined },
  },
  {
    name: 'opens only media after a loss of everything',
    rule: 'reconnect-only-media',
    course: 'signaling-lost',
    raw: {
      backOffMs: (kind, n) => (kind === 'media' && n < 4 ? 500 * n : undefined),
      mediaWithoutSignaling: true,
    },
  },
  {
    name: 'opens only signaling after a loss of everything',
    rule: 'reconnect-only-signaling',
    course: 'signaling-lost',
    raw: { mediaAfterSignaling: false },
  },
  {
    name: 'connects to the URL of a server that is gone',
    rule: 'reconnect-old-url',
    course: 'new-instance',
    raw: { followsNewUrls: false },
  },
  {
    name: 'subscribes to events by a list of names',
    rule: 'subscription-malformed',
    raw: { subscription: { msg_type: 5, events: ['PARTICIPANT_JOIN'] } },
  },
  { name: 'sends text that is no JSON', rule: 'message-not-json', raw: { subscription: 'subscribe 2,3,4' } },
  {
    name: 'sends a message of 70 kB',
    rule: 'message-too-long',
    raw: {
      subscription: { msg_type: 5, events: [{ event_type: 2, subscribe: true }], note: 'x'.repeat(70_000) },
    },
  },
  {
    name: 'ignores binary frames',
    rule: 'binary-frames-ignored',
    course: 'binary-frames',
    raw: { readsBinary: false },
  },
  {
    name: 'accepts messages up to 32 kB',
    rule: 'message-limit-too-low',
    course: 'large-frame',
    raw: { maxPayload: 32_768, mediaHandshake: (message) => ({ ...message, media_type: 2 }) },
  },
  {
    name: 'leaves its sockets open after the end',
    rule: 'socket-left-open',
    course: 'left-open',
    raw: { closesAtEnd: false },
  },
  {
    name: 'breaks off its connections in the middle of the meeting',
    rule: 'closed-without-notice',
    raw: { onMedia: ({ signaling }) => signaling?.terminate(), backOffMs: () => undefined },
  },
  {
    name: 'stops reading video',
    rule: 'reads-too-slowly',
    course: 'large-frame',
    raw: { readsMedia: false, mediaHandshake: (message) => ({ ...message, media_type: 32 }) },
  },
];

const SDK: readonly SdkMutant[] = [
  { name: 'answers webhooks and never joins', rule: 'never-joined', sdk: { joins: false } },
  { name: 'answers webhooks after 4 s', rule: 'webhook-late', sdk: { delayMs: 4000 } },
  { name: 'answers webhooks with 503', rule: 'webhook-refused', sdk: { status: 503 } },
  {
    name: 'joins with the secret of another app',
    rule: 'signature-wrong',
    sdk: { join: (payload) => ({ ...payload, secret: 'secret of another app' }) },
  },
  { name: 'joins each stream with two clients', rule: 'joined-twice', sdk: { clients: 2 } },
  {
    name: 'joins again when rtms_started comes twice',
    rule: 'started-twice',
    course: 'duplicate-webhook',
    sdk: { knowsItsStreams: false },
  },
  {
    name: 'joins a stream that has ended',
    rule: 'joined-after-end',
    course: 'short',
    sdk: { acceptsTheEnd: false },
  },
];

/** All mutants. */
export const MUTANTS: readonly (RawMutant | SdkMutant)[] = [...RAW, ...SDK];
