/** The option `tls`, and the certificate that it results in. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import { isIP } from 'node:net';
import { wallClockSeconds } from '../../clock.js';
import type { Logger } from '../../log.js';
import { defaultCacheFolder, describeFolderError } from '../../cache-folder.js';
import { loadOrCreateAuthority, type StoredAuthority } from './authority.js';
import { issueCertificate, type CertifiedKey } from './certificate.js';

/** Option `tls`: a certificate signed by the local authority, which is created once and stored. */
export interface GeneratedTls {
  /**
   * Further host names and addresses for the certificate. May contain wildcards such as `*.example.test`.
   * @default none beside the server's own names
   */
  readonly names?: readonly string[];
  /**
   * Folder in which the authority is stored.
   * @default the user's cache folder, such as `~/.cache/rtms-mock`
   */
  readonly folder?: string;
}

/** Option `tls`: a certificate of the user, in PEM. */
export interface ProvidedTls extends CertifiedKey {
  /** Path of the authority's certificate, returned as `caFile` of the server. */
  readonly caFile?: string;
}

/** Values of the option `tls`. `true`: {@link GeneratedTls} with its defaults. `false`: no TLS. */
export type TlsOption = boolean | GeneratedTls | ProvidedTls;

/** Certificate and key of a server. */
export interface TlsMaterial extends CertifiedKey {
  /**
   * Absolute path of the authority's certificate, which clients have to trust. For a provided certificate: the path that
   * was provided, if any.
   */
  readonly caFile?: string;
}

/** Address and public URL of the server, which its certificate contains. */
export interface TlsReach {
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** Further names of the server. @default none */
  readonly allowHosts?: readonly string[];
}

const DAY_MS = 24 * 3600 * 1000;
/** Some systems reject server certificates with a longer validity. */
const LIFETIME_MS = 397 * DAY_MS;

/** Error: a certificate or key cannot be used or stored. The message contains the reason and a remedy. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

/**
 * Prepares the certificate for the option `tls`; `undefined` if TLS is off.
 * @throws {@link TlsError} if the certificate cannot be used or the authority cannot be stored.
 */
export async function prepareTls(
  option: TlsOption | undefined,
  reach: TlsReach,
  logger: Logger,
): Promise<TlsMaterial | undefined> {
  if (option === undefined || option === false) return undefined;
  const nowMs = wallClockSeconds() * 1000;
  if (typeof option === 'object' && 'cert' in option) return validate(option, nowMs);
  const { names = [], folder = userCacheFolder() } = option === true ? {} : option;
  const authority = await loadAuthority(folder, nowMs, logger);
  const issued = issueCertificate(authority, certificateNames(reach, names), {
    fromMs: nowMs - DAY_MS,
    untilMs: Math.min(nowMs + LIFETIME_MS, authority.validUntilMs),
  });
  return { ...issued, caFile: authority.file };
}

async function loadAuthority(folder: string, nowMs: number, logger: Logger): Promise<StoredAuthority> {
  try {
    return await loadOrCreateAuthority(folder, nowMs, logger);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (typeof syscall !== 'string') throw new TlsError(message, { cause: error });
    throw new TlsError(
      `The certificate authority cannot be stored in ${folder} (${describeFolderError(error)}); make that folder writable, or choose another (--cache-dir, in programs tls.folder).`,
      { cause: error },
    );
  }
}

/** Returns all names under which this server can be reached, without duplicates. */
export function certificateNames(reach: TlsReach, furtherNames: readonly string[]): string[] {
  const wildcards = ['0.0.0.0', '::', ''];
  const names = ['localhost', '127.0.0.1', '::1'];
  if (!wildcards.includes(reach.host)) names.push(reach.host);
  if (reach.publicUrl !== undefined) names.push(new URL(reach.publicUrl).hostname);
  const { allowHosts = [] } = reach;
  return [...new Set([...names, ...furtherNames, ...allowHosts].map(certificateName))];
}

/**
 * Returns a name in the form used in certificates: lower case, without brackets, in ASCII.
 * @throws {@link TlsError} if it is no host name or address.
 */
export function certificateName(name: string): string {
  const bare = name.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return bare.toLowerCase();
  const url = `http://${bare.replace(/\.$/, '')}/`;
  const host = !/[/:@?#\\]/.test(bare) && URL.canParse(url) ? new URL(url).hostname : '';
  if (/^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host) && isIP(host) === 0) return host;
  throw new TlsError(
    `"${name.slice(0, 80)}" is not a host name; use one such as rtms.example.test or 192.168.1.5`,
  );
}

function validate(provided: ProvidedTls, nowMs: number): TlsMaterial {
  const certificate = attempt(() => new X509Certificate(provided.cert), 'The TLS certificate is not PEM');
  const key = attempt(() => createPrivateKey(provided.key), 'The TLS key is not PEM, or it has a passphrase');
  if (!certificate.checkPrivateKey(key)) {
    throw new TlsError('The TLS key does not match the certificate; use the key that belongs to it.');
  }
  if (Date.parse(certificate.validTo) < nowMs) {
    throw new TlsError(`The TLS certificate expired on ${certificate.validTo}; renew it, or use tls: true.`);
  }
  return provided;
}

function attempt<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch (error) {
    throw new TlsError(`${problem}.`, { cause: error });
  }
}

function userCacheFolder(): string {
  return defaultCacheFolder({ platform: process.platform, home: homedir(), environment: process.env });
}
