import {
  checkMediaType,
  checkMediaTypeMask,
  FIXED_REASONS,
  MediaType,
  mediaTypesOf,
  negotiateMediaParams,
  type DataHandshakeRequest,
  type MediaParams,
  type MessageProblem,
  type Violation,
} from '@rtms-mock/protocol';
import type { MediaHandshakeStream } from '../../meetings/handshake-view.js';
import type { MediaTypeMasks } from '../../policies.js';
import { judgeIdentity, type HandshakePolicy } from '../../signaling/handshake.js';
import { judgeTransport, type EncryptionOffer, type GrantedTransport } from './transport.js';

/** Server options that affect media handshakes. */
export interface MediaHandshakePolicy extends HandshakePolicy {
  readonly strict: boolean;
  readonly mediaTypeMasks: MediaTypeMasks;
  readonly encryption: EncryptionOffer;
}

/** Result of {@link judgeMediaHandshake}: acceptance with the effective parameters, or the problem. */
export type MediaHandshakeVerdict =
  | {
      readonly accept: true;
      readonly mediaTypes: readonly MediaType[];
      readonly params: MediaParams;
      readonly transport: GrantedTransport;
    }
  | { readonly accept: false; readonly problem: MessageProblem };

/** An accepted media handshake. */
export type AcceptedHandshake = MediaHandshakeVerdict & { readonly accept: true };

const OUT_OF_SCOPE = [
  [MediaType.AUDIO, 'audio-not-in-scope'],
  [MediaType.VIDEO, 'video-not-in-scope'],
  [MediaType.DESKSHARE, 'deskshare-not-in-scope'],
  [MediaType.TRANSCRIPT, 'transcript-not-in-scope'],
  [MediaType.CHAT, 'chat-not-in-scope'],
] as const;

function reject(violation: Violation, reason: string): MediaHandshakeVerdict {
  return { accept: false, problem: { violation, reason, field: 'media_type' } };
}

/**
 * Decides on a media handshake (`msg_type` 3). Checks in the order of PROTOCOL.md §15.2: identity, signaling, media
 * type, scope, duplicates, parameters, encryption and transport.
 */
export function judgeMediaHandshake(
  request: DataHandshakeRequest,
  stream: MediaHandshakeStream | undefined,
  policy: MediaHandshakePolicy,
): MediaHandshakeVerdict {
  const identity = judgeIdentity(request, stream, policy);
  if (!identity.accept || !stream)
    return identity.accept ? reject('stream-unknown', 'no such stream') : identity;
  if (!stream.hasSignaling) {
    return {
      accept: false,
      problem: {
        violation: 'signaling-absent',
        reason: 'the stream has no signaling connection: connect and shake hands there first',
      },
    };
  }
  const { media_type } = request;
  const badType = checkMediaType(media_type);
  if (badType) return { accept: false, problem: badType };
  const mask = policy.mediaTypeMasks === 'refuse' ? checkMediaTypeMask(media_type) : undefined;
  if (mask) return { accept: false, problem: mask };
  if (media_type !== MediaType.ALL) {
    for (const [bit, violation] of OUT_OF_SCOPE) {
      if ((media_type & bit) !== 0 && (stream.scope & bit) === 0) {
        return reject(violation, FIXED_REASONS[violation]);
      }
    }
  }
  const duplicate = policy.duplicatePolicy === 'reject' ? judgeDuplicates(media_type, stream) : undefined;
  if (duplicate) return duplicate;

  const mediaTypes = mediaTypesOf(media_type, stream.scope);
  const negotiated = negotiateMediaParams(mediaTypes, request.media_params, {
    generation: stream.generation,
    reading: policy.strict ? 'strict' : 'compatible',
  });
  if (!negotiated.ok) return { accept: false, problem: negotiated.problem };
  const { params } = negotiated;
  const judged = judgeTransport(request, params, policy.encryption);
  return judged.accept ? { accept: true, mediaTypes, params, transport: judged.transport } : judged;
}

/** A stream has one media socket per type, or one for all types (PROTOCOL.md §4.5). */
function judgeDuplicates(mediaType: number, stream: MediaHandshakeStream): MediaHandshakeVerdict | undefined {
  const { openTypes } = stream;
  if (openTypes.includes(MediaType.ALL)) {
    return reject('media-all-exists', 'a media connection for all types is open already');
  }
  if (mediaType === MediaType.ALL && openTypes.length > 0) {
    return reject('media-all-exists', 'media connections for single types are open already');
  }
  if (openTypes.some((open) => (open & mediaType) !== 0)) {
    return reject('media-duplicate', FIXED_REASONS['media-duplicate']);
  }
  return undefined;
}
