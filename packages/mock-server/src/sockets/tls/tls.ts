/** What `tls` may be, and the certificate that comes of it. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import { isIP } from 'node:net';
import { wallClockSeconds } from '../../clock.js';
import type { Logger } from '../../log.js';
import { defaultCacheFolder, describeFolderError } from '../../cache-folder.js';
import { loadOrCreateAuthority, type StoredAuthority } from './authority.js';
import { issueCertificate, type CertifiedKey } from './certificate.js';

/** A certificate of an authority of our own, which is made once and kept. */
export interface GeneratedTls {
  /** More host names and addresses to stand in the certificate. Wildcards such as `*.example.test` are fine. */
  readonly names?: readonly string[];
  /** Where the authority is kept. Default: the user's cache folder, such as `~/.cache/rtms-mock`. */
  readonly folder?: string;
}

/** A certificate of the user, PEM; `cert` with the certificates between it and its authority, if any. */
export interface ProvidedTls extends CertifiedKey {
  /** File with the authority's certificate, passed on as `caFile`. */
  readonly caFile?: string;
}

/** `true` is {@link GeneratedTls} with its defaults. */
export type TlsOption = boolean | GeneratedTls | ProvidedTls;

/** What sockets are secured with. */
export interface TlsMaterial extends CertifiedKey {
  /** Absolute path of the certificate that clients are to trust; absent when the user brought a certificate. */
  readonly caFile?: string;
}

/** What certificates are made out to. */
export interface TlsReach {
  readonly host: string;
  readonly publicUrl: string | undefined;
}

const DAY_MS = 24 * 3600 * 1000;
/** Some systems take no server certificate that lasts longer. */
const LIFETIME_MS = 397 * DAY_MS;

/** A certificate and its key cannot be used, or not be kept. The message says why and what to do. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

/** Prepares what `tls` asks for; `undefined` when it is off. Throws {@link TlsError}. */
export async function prepareTls(
  option: TlsOption | undefined,
  reach: TlsReach,
  logger: Logger,
): Promise<TlsMaterial | undefined> {
  if (option === undefined || option === false) return undefined;
  const nowMs = wallClockSeconds() * 1000;
  if (typeof option === 'object' && 'cert' in option) return checked(option, nowMs);
  const { names = [], folder = userCacheFolder() } = option === true ? {} : option;
  const authority = await authorityIn(folder, nowMs, logger);
  const issued = issueCertificate(authority, certificateNames(reach, names), {
    fromMs: nowMs - DAY_MS,
    untilMs: Math.min(nowMs + LIFETIME_MS, authority.validUntilMs),
  });
  return { ...issued, caFile: authority.file };
}

async function authorityIn(folder: string, nowMs: number, logger: Logger): Promise<StoredAuthority> {
  try {
    return await loadOrCreateAuthority(folder, nowMs, logger);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (typeof syscall !== 'string') throw new TlsError(message, { cause: error });
    throw new TlsError(
      `The certificate authority cannot be kept in ${folder} (${describeFolderError(error)}); make that folder writable, or name another (--cache-dir, in programs tls.folder).`,
      { cause: error },
    );
  }
}

/** Every name under which this server may be reached, without repetition. */
export function certificateNames(reach: TlsReach, more: readonly string[]): string[] {
  const wildcards = ['0.0.0.0', '::', ''];
  const names = ['localhost', '127.0.0.1', '::1'];
  if (!wildcards.includes(reach.host)) names.push(reach.host);
  if (reach.publicUrl !== undefined) names.push(new URL(reach.publicUrl).hostname);
  return [...new Set([...names, ...more].map(certificateName))];
}

/** A name as it stands in a certificate: lower case, no brackets, in ASCII. Throws {@link TlsError}. */
export function certificateName(name: string): string {
  const bare = name.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return bare.toLowerCase();
  const url = `http://${bare.replace(/\.$/, '')}/`;
  const host = !/[/:@?#\\]/.test(bare) && URL.canParse(url) ? new URL(url).hostname : '';
  if (/^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host) && isIP(host) === 0) return host;
  throw new TlsError(
    `"${name.slice(0, 80)}" is no host name; give one such as rtms.example.test or 192.168.1.5`,
  );
}

function checked(given: ProvidedTls, nowMs: number): TlsMaterial {
  const certificate = attempt(() => new X509Certificate(given.cert), 'The TLS certificate is not PEM');
  const key = attempt(
    () => createPrivateKey(given.key),
    'The TLS key is not PEM, or it is locked with a passphrase',
  );
  if (!certificate.checkPrivateKey(key)) {
    throw new TlsError('The TLS key does not belong to the certificate; give the key it was made with.');
  }
  if (Date.parse(certificate.validTo) < nowMs) {
    throw new TlsError(`The TLS certificate ran out on ${certificate.validTo}; renew it, or use tls: true.`);
  }
  return given;
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
