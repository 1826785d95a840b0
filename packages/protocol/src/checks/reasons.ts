import type { StatusName } from '../status.js';
import { statusOfViolation, VIOLATIONS, type Violation } from './violation.js';

/** Reason for a string that is present but empty. */
export function mustNotBeEmpty(field: string): string {
  return `${field} must not be empty`;
}

/**
 * Reasons with a fixed wording, which quote nothing from the request. Real clients search for the wording of
 * a duplicate before they retry (PROTOCOL.md §9.2).
 */
export const FIXED_REASONS = {
  'msg-type-missing': 'msg_type is missing',
  'entity-id-missing': 'meeting_uuid (or session_id, engagement_id, call_id) is missing',
  'stream-id-missing': 'rtms_stream_id is missing',
  'stream-id-empty': mustNotBeEmpty('rtms_stream_id'),
  'signature-missing': 'signature is missing',
  'signature-wrong':
    'signature does not match: expected the lowercase hex HMAC-SHA256, keyed with the client secret, ' +
    'of "client_id,meeting_uuid,rtms_stream_id"',
  'signaling-duplicate': 'duplicate signal request',
  'media-type-missing': 'media_type is missing',
  'media-type-zero': 'media_type 0 asks for nothing',
  'media-type-mask': 'Media type invalid value',
  'audio-not-in-scope': 'audio is not in the scopes of this app',
  'video-not-in-scope': 'video is not in the scopes of this app',
  'deskshare-not-in-scope': 'deskshare is not in the scopes of this app',
  'transcript-not-in-scope': 'transcript is not in the scopes of this app',
  'chat-not-in-scope': 'chat is not in the scopes of this app',
  'media-duplicate': 'a media connection for this type is open already',
} as const satisfies { readonly [V in Violation]?: string };

/**
 * Fixed reason of a status, for an answer without an invalid request. `undefined` if the status has none: the
 * statuses that exist in 2026 only stand for several violations each.
 */
export function fixedReason(status: StatusName): string | undefined {
  const violation = VIOLATIONS.find((name) => statusOfViolation(name, '2025') === status);
  const reasons: { readonly [violation: string]: string } = FIXED_REASONS;
  return violation && reasons[violation];
}
