/** What `join` was asked to join: pure reading of its arguments. */
import { ENTITY_ID_KEYS, webhookPayloadFields, type EntityIds } from '@rtms-mock/protocol';
import { RtmsError } from '../errors.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { generateSignature } from './signature.js';

/** Milliseconds until a join is given up. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** Reads a payload; throws where it is of no use, or where it cannot be signed. */
export function readJoinTarget(options: unknown): JoinTarget {
  const fields = webhookPayloadFields(options);
  const key = ENTITY_ID_KEYS.find((name) => text(fields[name]) !== undefined);
  const entityId = key && text(fields[key]);
  if (!key || entityId === undefined) {
    throw new RtmsError('invalid-join', `join needs one of ${ENTITY_ID_KEYS.join(', ')}`);
  }
  const streamId = text(fields['rtms_stream_id']);
  if (streamId === undefined) throw new RtmsError('invalid-join', 'join needs rtms_stream_id');
  const urls = readServerUrls(fields['server_urls']);
  const timeout = fields['timeout'];
  return {
    ids: handshakeIds(key, entityId),
    entityId,
    contactCenter: key === 'engagement_id',
    streamId,
    signature:
      text(fields['signature']) ??
      generateSignature({
        client: text(fields['client']) ?? '',
        secret: text(fields['secret']) ?? '',
        uuid: entityId,
        streamId,
      }),
    urls,
    timeoutMs: typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS,
  };
}

/**
 * A webinar's or a Video SDK session's id goes out as `meeting_uuid`; the others keep their key
 * (PROTOCOL.md §5.2).
 */
function handshakeIds(key: keyof EntityIds, entityId: string): EntityIds {
  return key === 'engagement_id' || key === 'call_id' ? { [key]: entityId } : { meeting_uuid: entityId };
}

/** String, array or comma-joined string (PROTOCOL.md §6.6). */
export function readServerUrls(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : [value];
  const urls = parts
    .flatMap((part) => (typeof part === 'string' ? part.split(',') : []))
    .map((url) => url.trim())
    .filter((url) => url !== '');
  if (urls.length === 0) throw new RtmsError('invalid-join', 'join needs server_urls');
  for (const url of urls) {
    if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) {
      throw new RtmsError('invalid-join', `server_urls must begin with ws:// or wss://, found "${url}"`);
    }
  }
  return urls;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
