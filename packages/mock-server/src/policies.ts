/** Policies that a server can follow, as types, and what the generation of a stream decides. */
import type { Clock, DialectName, NumericGeneration } from '@rtms-mock/protocol';
import { withRealTimeFloor } from './clock.js';

/** Keep-alive of media sockets: pings only while no media is sent, always, or never (PROTOCOL.md §13). */
export type MediaKeepAlive = 'idle' | 'always' | 'off';

/** All values of {@link MediaKeepAlive}. */
export const MEDIA_KEEP_ALIVES = ['idle', 'always', 'off'] as const satisfies readonly MediaKeepAlive[];

/**
 * Policy for a second connection of the same kind while the first is healthy (PROTOCOL.md §14.3).
 *
 * - `reject`: the second is refused with a status.
 * - `replace`: the second is accepted and the first is closed with 1000. A new signaling connection has to send
 *   CLIENT_READY_ACK again. A new media socket replaces all media sockets that carry one of its types. Nothing counts as
 *   interrupted.
 * - `allow`: both stay open. Messages of the server go to every signaling connection of the stream, events only to those
 *   that have subscribed to them. Any of them may send CLIENT_READY_ACK; signaling counts as lost when the last one is
 *   lost. Media goes to every media socket.
 */
export type DuplicatePolicy = 'reject' | 'replace' | 'allow';

/** All values of {@link DuplicatePolicy}. */
export const DUPLICATE_POLICIES = [
  'reject',
  'replace',
  'allow',
] as const satisfies readonly DuplicatePolicy[];

/** Names of the signature header of webhooks: the documented ones, or those of an old README of the SDK too. */
export type WebhookHeaders = 'documented' | 'readme';

/** All values of {@link WebhookHeaders}. */
export const WEBHOOK_HEADERS = ['documented', 'readme'] as const satisfies readonly WebhookHeaders[];

/** Reaction to a refused handshake: respond with a status, close the socket, or both. */
export type HandshakeFailure = 'respond-close' | 'respond-only' | 'close-only';

/** All values of {@link HandshakeFailure}. */
export const HANDSHAKE_FAILURES = [
  'respond-close',
  'respond-only',
  'close-only',
] as const satisfies readonly HandshakeFailure[];

/**
 * Policy for frames that the server itself sends late because the process or the machine was suspended.
 *
 * - `burst`: all frames are sent, as fast as possible; nothing is missing.
 * - `skip`: frames that are due while a later frame of the same kind is due too are left out and counted; no old media
 *   arrives.
 */
export type LateFrames = 'burst' | 'skip';

/** All values of {@link LateFrames}. */
export const LATE_FRAMES = ['burst', 'skip'] as const satisfies readonly LateFrames[];

/** Policy for several flags in `media_type` of a media handshake, except 31 (PROTOCOL.md §9.3). */
export type MediaTypeMasks = 'refuse' | 'accept';

/** All values of {@link MediaTypeMasks}. */
export const MEDIA_TYPE_MASKS = ['refuse', 'accept'] as const satisfies readonly MediaTypeMasks[];

/** Lifetime of event subscriptions: that of the stream, or that of the signaling socket (PROTOCOL.md §9.5). */
export type SubscriptionLifetime = 'stream' | 'socket';

/** All values of {@link SubscriptionLifetime}. */
export const SUBSCRIPTION_LIFETIMES = ['stream', 'socket'] as const satisfies readonly SubscriptionLifetime[];
/**
 * Moment at which the timeline of a meeting begins, with its media and the steps of its scenario that have a time (`at`).
 *
 * - `created`: the meeting exists, as at the real service, and goes on while apps connect. Media that cannot be prepared in
 *   time starts late, which is reported and counted.
 * - `ready`: an app has sent its first CLIENT_READY_ACK, and the media that it requested is prepared. No app misses the
 *   beginning, at any speed. Pushed media cannot wait: live sources begin with the meeting.
 */
export type TimelineStart = 'created' | 'ready';

/** All values of {@link TimelineStart}. */
export const TIMELINE_STARTS = ['created', 'ready'] as const satisfies readonly TimelineStart[];

/**
 * Policy for the encryption of payloads (PROTOCOL.md §12.5).
 *
 * - `off`: apps receive no keys, and media handshakes that request encryption are refused.
 * - `optional`: apps receive keys, and each media handshake decides.
 * - `required`: media handshakes without encryption are refused.
 */
export type EncryptionPolicy = 'off' | 'optional' | 'required';

/** All values of {@link EncryptionPolicy}. */
export const ENCRYPTION_POLICIES = [
  'off',
  'optional',
  'required',
] as const satisfies readonly EncryptionPolicy[];

/** Time of meetings: real, or virtual, which stands still until it is advanced. */
export type TimeMode = 'real' | 'virtual';

/** All values of {@link TimeMode}. */
export const TIME_MODES = ['real', 'virtual'] as const satisfies readonly TimeMode[];

/** Form of webhook bodies: plain, or wrapped as the vendor's first mock server sent them (PROTOCOL.md §6.5). */
export type WebhookForm = 'plain' | 'wrapped';

/** All values of {@link WebhookForm}. */
export const WEBHOOK_FORMS = ['plain', 'wrapped'] as const satisfies readonly WebhookForm[];

/** The generations, in the order in which messages name them. */
export const PROTOCOLS = ['2025', '2026', 'string'] as const satisfies readonly DialectName[];

/** Returns the generation whose numbers and limits apply: for the string generation, those of 2025. */
export function generationOf(protocol: DialectName): NumericGeneration {
  return protocol === 'string' ? '2025' : protocol;
}

/** Returns the policy for several flags in `media_type`: the service of 2026 refuses them (PROTOCOL.md §9.3, observed). */
export function defaultMediaTypeMasks(protocol: DialectName): MediaTypeMasks {
  return protocol === '2026' ? 'refuse' : 'accept';
}

/**
 * Returns the policy for encryption: the sample server of 2025 sent keys, the documents of 2026 and strict mode have none
 * (PROTOCOL.md §12.5).
 */
export function defaultEncryption(protocol: NumericGeneration, strict: boolean): EncryptionPolicy {
  return protocol === '2025' && !strict ? 'optional' : 'off';
}

/** Returns the interval of keep-alives in a generation, in milliseconds (PROTOCOL.md §13): 5 s in 2025, 10 s in 2026. */
export function defaultKeepAliveMs(protocol: NumericGeneration): number {
  return protocol === '2025' ? 5000 : 10_000;
}

/** Audio that is kept for an app that is not ready yet or has lost a connection, in milliseconds (PROTOCOL.md §14.4). */
const MAX_AUDIO_BACKLOG_MS = 60_000;

/**
 * Returns the max length of the audio that is kept for an app, in milliseconds of the clock: 60 s, and more where that is
 * less than 10 s of real time.
 */
export function maxAudioBacklogMs(clock: Pick<Clock, 'speed'>): number {
  return withRealTimeFloor(clock, MAX_AUDIO_BACKLOG_MS);
}
