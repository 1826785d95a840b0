import { signHandshake } from '@rtms-mock/protocol/signature';

/** Input of {@link generateSignature}. */
export interface SignatureParams {
  /** OAuth client id, or Video SDK key. The environment variable `ZM_RTMS_CLIENT` takes precedence. */
  client: string;
  /** OAuth client secret, or Video SDK secret. The environment variable `ZM_RTMS_SECRET` takes precedence. */
  secret: string;
  /** Id of the meeting, webinar, session, engagement or call. */
  uuid: string;
  /** `rtms_stream_id` of the webhook. */
  streamId: string;
}

/**
 * The signature of both handshakes: 64 lowercase hexadecimal characters (PROTOCOL.md §5.1, documented).
 * @throws ReferenceError if the environment and `params` have no client id or no client secret.
 */
export function generateSignature(params: SignatureParams): string {
  const clientId = process.env['ZM_RTMS_CLIENT'] || params.client;
  const clientSecret = process.env['ZM_RTMS_SECRET'] || params.secret;
  if (!clientId) throw new ReferenceError(missing('client id', 'ZM_RTMS_CLIENT', 'client'));
  if (!clientSecret) throw new ReferenceError(missing('client secret', 'ZM_RTMS_SECRET', 'secret'));
  return signHandshake({ clientId, clientSecret }, params.uuid, params.streamId);
}

function missing(name: string, variable: string, argument: string): string {
  return `The ${name} is empty: set ${variable} or pass "${argument}"`;
}
