import {
  checkSignaturePresent,
  entityIdOf,
  FIXED_REASONS,
  type DataHandshakeRequest,
  type MessageProblem,
  type SignalingHandshakeRequest,
  type Violation,
} from '@rtms-mock/protocol';
import { verifyHandshake } from '@rtms-mock/protocol/signature';
import type { HandshakeStream } from '../meetings/handshake-view.js';
import { shownId } from './echo.js';
import type { DuplicatePolicy } from '../policies.js';

/** Server options that affect handshakes. */
export interface HandshakePolicy {
  readonly auth: 'required' | 'off';
  readonly duplicatePolicy: DuplicatePolicy;
  /**
   * Accept signatures over ids without commas between them too (PROTOCOL.md §5.3).
   * @default false
   */
  readonly acceptConcatenated?: boolean;
  /**
   * Signaling URL of a stream that another process plays.
   * @default there is no other process
   */
  readonly elsewhere?: ((streamId: string) => string | undefined) | undefined;
}

/** Result of checking a handshake: accepted, or rejected with a problem. */
export type HandshakeVerdict =
  | { readonly accept: true }
  | { readonly accept: false; readonly problem: MessageProblem };

function reject(violation: Violation, field: string | undefined, reason: string): HandshakeVerdict {
  return { accept: false, problem: { violation, reason, ...(field !== undefined && { field }) } };
}

/**
 * Checks that both handshakes share, in the order of PROTOCOL.md §15.2: signature present, stream exists, entity id
 * matches the stream, stream not ended, signature correct.
 */
export function judgeIdentity(
  request: SignalingHandshakeRequest | DataHandshakeRequest,
  stream: HandshakeStream | undefined,
  policy: HandshakePolicy,
): HandshakeVerdict {
  if (policy.auth === 'required') {
    const missing = checkSignaturePresent(request);
    if (missing) return { accept: false, problem: missing };
  }
  if (!stream) {
    const shown = shownId(request.rtms_stream_id);
    const url = policy.elsewhere?.(request.rtms_stream_id);
    const reason =
      url === undefined
        ? `no stream ${shown} is known`
        : `stream ${shown} is not served here but at ${url}, the server_urls of its webhook`;
    return reject('stream-unknown', 'rtms_stream_id', reason);
  }
  const entityId = entityIdOf(request) ?? '';
  if (entityId !== stream.entityId) {
    return reject(
      'stream-unknown',
      'meeting_uuid',
      `stream ${request.rtms_stream_id} does not belong to ${shownId(entityId)}`,
    );
  }
  if (stream.ended) {
    return reject('stream-ended', 'rtms_stream_id', `stream ${request.rtms_stream_id} has ended`);
  }
  if (policy.auth === 'required' && stream.app.isSecretExpired === true) {
    return reject('signature-wrong', 'signature', `the client secret of ${stream.app.clientId} has expired`);
  }
  if (policy.auth === 'required') {
    const signature = request.signature ?? '';
    const { acceptConcatenated = false } = policy;
    const ids = [stream.entityId, request.rtms_stream_id] as const;
    if (!verifyHandshake(signature, stream.app, ...ids, { acceptConcatenated })) {
      return reject('signature-wrong', 'signature', FIXED_REASONS['signature-wrong']);
    }
  }
  return { accept: true };
}

/** Accepts or rejects a SIGNALING_HAND_SHAKE_REQ for a stream. */
export function judgeSignalingHandshake(
  request: SignalingHandshakeRequest,
  stream: HandshakeStream | undefined,
  policy: HandshakePolicy,
): HandshakeVerdict {
  const identity = judgeIdentity(request, stream, policy);
  if (!identity.accept) return identity;
  if (stream?.hasSignaling === true && policy.duplicatePolicy === 'reject') {
    return reject('signaling-duplicate', undefined, FIXED_REASONS['signaling-duplicate']);
  }
  return identity;
}
