import { signHandshake } from '@rtms-mock/protocol/signature';

/** What a signature is made from. */
export interface SignatureParams {
  /** OAuth client id, or Video SDK key. `ZM_RTMS_CLIENT`, where set, wins over it. */
  client: string;
  /** OAuth client secret, or Video SDK secret. `ZM_RTMS_SECRET`, where set, wins over it. */
  secret: string;
  /** Id of the meeting, webinar, session, engagement or call. */
  uuid: string;
  /** `rtms_stream_id` of the webhook. */
  streamId: string;
}

/**
 * The signature of both handshakes: 64 lowercase hex characters (PROTOCOL.md §5.1, documented). Throws a
 * `ReferenceError` where neither the environment nor the argument names a client or a secret.
 */
export function generateSignature(params: SignatureParams): string {
  const clientId = process.env['ZM_RTMS_CLIENT'] || params.client;
  const clientSecret = process.env['ZM_RTMS_SECRET'] || params.secret;
  if (!clientId) throw new ReferenceError(missing('client id', 'ZM_RTMS_CLIENT', 'client'));
  if (!clientSecret) throw new ReferenceError(missing('client secret', 'ZM_RTMS_SECRET', 'secret'));
  return signHandshake({ clientId, clientSecret }, params.uuid, params.streamId);
}

function missing(what: string, variable: string, argument: string): string {
  return `The ${what} is empty: set ${variable} or pass "${argument}"`;
}
