/** Describes why a receiver could not be reached, for the person who has to correct it. */
import { cut } from '../input/cut.js';

/** Kinds of failure before a complete response arrives. */
export type ConnectionFailureCode =
  | 'bad-url'
  | 'host-not-found'
  | 'connection-refused'
  | 'connection-closed'
  | 'unreachable'
  | 'tls'
  | 'not-http'
  | 'timeout'
  | 'cancelled';

/** A failure before a complete response arrived. */
export interface ConnectionFailure {
  readonly code: ConnectionFailureCode;
  /** The problem and its remedy, in one or two sentences. */
  readonly message: string;
}

/** Error codes of Node and OpenSSL for a certificate whose authority is not trusted. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ETIMEDOUT']);

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function errorMessage(error: unknown): string {
  return cut(error instanceof Error ? error.message : String(error));
}

/** Describes an error of `node:http` or `node:https`. `hasResponse`: part of a response had arrived. */
export function describeConnectionError(error: unknown, url: URL, hasResponse = false): ConnectionFailure {
  const code = errorCode(error);
  const where = cut(url.host);
  if (code === 'ECONNREFUSED') {
    return {
      code: 'connection-refused',
      message: `Nothing listens at ${where}. Start the webhook receiver, or correct the port in the URL.`,
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      code: 'host-not-found',
      message: `The host name ${cut(url.hostname)} cannot be found. Check its spelling; for a receiver on this machine use 127.0.0.1.`,
    };
  }
  if (UNREACHABLE.has(code)) {
    return {
      code: 'unreachable',
      message: `${where} cannot be reached from here (${code}). Check host and port.`,
    };
  }
  if (url.protocol === 'https:') {
    const tls = describeTlsError(code, url);
    if (tls !== undefined) return { code: 'tls', message: tls };
  }
  if (hasResponse && code === 'ECONNRESET') {
    return {
      code: 'connection-closed',
      message: `${where} closed the connection in the middle of its response. It may have crashed while answering, or sent fewer bytes than its content-length announces.`,
    };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    const hint =
      url.protocol === 'http:'
        ? 'It may have crashed while handling the webhook, or expect https.'
        : 'It may have crashed while handling the webhook.';
    return {
      code: 'connection-closed',
      message: `${where} closed the connection without a response. ${hint}`,
    };
  }
  if (code.startsWith('HPE_')) {
    return {
      code: 'not-http',
      message: `The program at ${where} does not answer in HTTP. Check the port; if it expects https, write https://.`,
    };
  }
  const detail = code === '' ? errorMessage(error) : `${code}: ${errorMessage(error)}`;
  return { code: 'unreachable', message: `The webhook could not be posted to ${where} (${detail}).` };
}

function describeTlsError(code: string, url: URL): string | undefined {
  const where = cut(url.host);
  if (UNTRUSTED.has(code)) {
    return `The certificate of ${where} is not trusted (${code}). If it is your own, accept it with --webhook-insecure, or name its authority in NODE_EXTRA_CA_CERTS.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of ${where} is issued to another name. Use the name in the certificate, or accept it with --webhook-insecure.`;
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const when = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return `The certificate of ${where} ${when}. Renew it, or accept it with --webhook-insecure.`;
  }
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    code === 'EPROTO'
  ) {
    return `${where} does not speak https (${code}). If it expects plain http, write http:// in the URL.`;
  }
  if (code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_') || code.startsWith('CERT_')) {
    return `No secure connection to ${where} (${code}). Check its certificate and TLS settings.`;
  }
  return undefined;
}
