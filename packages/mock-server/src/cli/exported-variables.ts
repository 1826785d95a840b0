import type { MockServer } from '../server/server-api.js';
import { MARK_VARIABLE } from './process-tree.js';

/** Variables of our own that `exec` exports. */
export const EXEC_VARIABLES = [
  'RTMS_MOCK_URL',
  'RTMS_MOCK_SIGNALING_URL',
  'RTMS_MOCK_MEDIA_URL',
  'RTMS_MOCK_CLIENT_ID',
  'RTMS_MOCK_CLIENT_SECRET',
  'RTMS_MOCK_SECRET_TOKEN',
  'RTMS_MOCK_API_TOKEN',
  'RTMS_MOCK_CA',
  MARK_VARIABLE,
] as const;

/** Variables that published programs read (PROTOCOL.md §17). */
const CLIENT_ID_VARIABLES = ['ZM_RTMS_CLIENT', 'ZM_CLIENT_ID', 'ZOOM_CLIENT_ID'];
const CLIENT_SECRET_VARIABLES = ['ZM_RTMS_SECRET', 'ZM_CLIENT_SECRET', 'ZOOM_CLIENT_SECRET'];
const SECRET_TOKEN_VARIABLES = ['ZOOM_SECRET_TOKEN', 'ZOOM_WEBHOOK_SECRET_TOKEN'];
/** Variables with the certificates to trust: of Node, of OpenSSL, Python and Go, and of our client. */
const CA_VARIABLES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'ZM_RTMS_CA'];

/**
 * Returns the environment of a command that uses a server: addresses, the credentials of the first app, and what programs
 * must trust.
 *
 * @param caFile certificate to trust; `undefined` without TLS
 */
export function exportedVariables(
  server: Pick<MockServer, 'controlUrl' | 'signalingUrl' | 'mediaUrl' | 'credentials' | 'apiToken'>,
  caFile: string | undefined,
): { readonly [name: string]: string } {
  const { credentials, apiToken } = server;
  const [app] = credentials.apps;
  const secretToken = app.secretToken ?? credentials.secretToken;
  const each = (names: readonly string[], value: string): { readonly [name: string]: string } =>
    Object.fromEntries(names.map((name) => [name, value]));
  return {
    RTMS_MOCK_URL: server.controlUrl.replace(/\/+$/, ''),
    RTMS_MOCK_SIGNALING_URL: server.signalingUrl,
    RTMS_MOCK_MEDIA_URL: server.mediaUrl,
    RTMS_MOCK_CLIENT_ID: app.clientId,
    RTMS_MOCK_CLIENT_SECRET: app.clientSecret,
    RTMS_MOCK_SECRET_TOKEN: secretToken,
    ...each(CLIENT_ID_VARIABLES, app.clientId),
    ...each(CLIENT_SECRET_VARIABLES, app.clientSecret),
    ...each(SECRET_TOKEN_VARIABLES, secretToken),
    ...(apiToken !== undefined && { RTMS_MOCK_API_TOKEN: apiToken }),
    ...(caFile !== undefined && { RTMS_MOCK_CA: caFile, ...each(CA_VARIABLES, caFile) }),
  };
}
