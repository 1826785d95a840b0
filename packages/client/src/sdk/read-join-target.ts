/** Reads the arguments of `join`. */
import { ENTITY_ID_KEYS, webhookPayloadFields, type EntityIds } from '@rtms-mock/protocol';
import { RtmsError } from '../errors.js';
import { foreignText } from '../log-text.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { isSameStream } from './rejoin.js';
import { generateSignature } from './signature.js';

type WebhookFields = ReturnType<typeof webhookPayloadFields>;

const DEFAULT_TIMEOUT_MS = 15_000;

/** Max delay of a timer of Node in ms; a longer one would fire immediately. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * Reads a payload and signs it, unless it contains a signature. `joined`: the stream that the client has joined last.
 * With the same ids, a payload needs neither URLs nor credentials: `*.rtms_interrupted` has none.
 * @throws RtmsError `invalid-join` if there is no id, no stream id or no valid URL.
 * @throws ReferenceError if there is no client id or no client secret to sign with.
 */
export function readJoinTarget(options: unknown, joined?: JoinTarget): JoinTarget {
  const fields = webhookPayloadFields(options);
  const key = ENTITY_ID_KEYS.find((name) => nonEmptyString(fields[name]) !== undefined);
  const entityId = key && nonEmptyString(fields[key]);
  if (!key || entityId === undefined) {
    throw new RtmsError('invalid-join', `join needs one of ${ENTITY_ID_KEYS.join(', ')}`);
  }
  const streamId = nonEmptyString(fields['rtms_stream_id']);
  if (streamId === undefined) throw new RtmsError('invalid-join', 'join needs rtms_stream_id');
  const known = joined && isSameStream(joined, { entityId, streamId }) ? joined : undefined;
  const urls = (!fields['server_urls'] && known?.urls) || readServerUrls(fields['server_urls']);
  const timeout = fields['timeout'];
  return {
    ids: handshakeIds(key, entityId),
    entityId,
    contactCenter: key === 'engagement_id',
    streamId,
    signature: readSignature(fields, { uuid: entityId, streamId }, known?.signature),
    urls,
    timeoutMs:
      typeof timeout === 'number' && timeout > 0 ? Math.min(timeout, MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS,
  };
}

/** The signature of a payload, or a new one. `known`: the one for payloads with neither signature nor credentials. */
function readSignature(
  fields: WebhookFields,
  ids: { readonly uuid: string; readonly streamId: string },
  known: string | undefined,
): string {
  const signature = nonEmptyString(fields['signature']);
  if (signature !== undefined) return signature;
  const client = nonEmptyString(fields['client']);
  const secret = nonEmptyString(fields['secret']);
  if (known !== undefined && client === undefined && secret === undefined) return known;
  return generateSignature({ client: client ?? '', secret: secret ?? '', ...ids });
}

/**
 * The id as the handshakes send it. The ids of webinars and Video SDK sessions are sent as `meeting_uuid`, the
 * others under their own key (PROTOCOL.md §5.2).
 */
function handshakeIds(key: keyof EntityIds, entityId: string): EntityIds {
  return key === 'engagement_id' || key === 'call_id' ? { [key]: entityId } : { meeting_uuid: entityId };
}

/**
 * Reads `server_urls`: a string, a comma-separated string or an array (PROTOCOL.md §6.6).
 * @throws RtmsError `invalid-join` if there is no URL, or one that does not begin with `ws://` or `wss://` or has a
 * fragment (`#`).
 */
export function readServerUrls(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : [value];
  const urls = parts
    .flatMap((part) => (typeof part === 'string' ? part.split(',') : []))
    .map((url) => url.trim())
    .filter((url) => url !== '');
  if (urls.length === 0) throw new RtmsError('invalid-join', 'join needs server_urls');
  for (const url of urls) {
    if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) {
      const found = foreignText(url);
      throw new RtmsError('invalid-join', `server_urls must begin with ws:// or wss://, found "${found}"`);
    }
    if (url.includes('#')) {
      const found = foreignText(url);
      throw new RtmsError('invalid-join', `server_urls must not have a fragment (#), found "${found}"`);
    }
  }
  return urls;
}

function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
