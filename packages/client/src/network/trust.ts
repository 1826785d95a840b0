import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { LogLevel, type Logger } from '../logger.js';
import type { SocketOptions } from './ws-socket.js';

/** What `join` and `Client.initialize` can say about TLS. */
export interface TrustOptions {
  /** File with certificates, PEM. */
  readonly caPath?: string | undefined;
  /** 0 trusts any certificate. */
  readonly verify?: number | undefined;
  readonly userAgent?: string | undefined;
}

/**
 * Options of sockets from what was said, else from `ZM_RTMS_CA`. A file's certificates are trusted beside
 * Node's own; a file that is missing is passed over with a warning, as the SDK goes on without it.
 */
export function socketOptions(trust: TrustOptions, logger: Logger): SocketOptions {
  const path = [trust.caPath, process.env['ZM_RTMS_CA']].find((file) => {
    if (!file) return false;
    if (existsSync(file)) return true;
    logger.log(LogLevel.WARN, 'rtms', `There is no certificate file ${file}`);
    return false;
  });
  return {
    ...(path !== undefined && { ca: [...rootCertificates, readFileSync(path, 'utf8')] }),
    verifyCertificate: trust.verify !== 0,
    ...(trust.userAgent !== undefined && { userAgent: trust.userAgent }),
  };
}
