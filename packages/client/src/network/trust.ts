import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { LogLevel, type Logger } from '../logger.js';
import type { SocketOptions } from './ws-socket.js';

/** TLS options and the user agent, as `join` and `Client.initialize` have them. */
export interface TrustOptions {
  /** Path of a PEM file with certificates. */
  readonly caPath?: string | undefined;
  /** 0 disables verification of certificates. */
  readonly verify?: number | undefined;
  /** `User-Agent` header. */
  readonly userAgent?: string | undefined;
}

/**
 * The options of sockets. Without `caPath`, the environment variable `ZM_RTMS_CA` applies. The certificates of
 * the file are trusted in addition to Node's own. A missing file only logs a warning, as the SDK ignores it.
 */
export function socketOptions(trust: TrustOptions, logger: Logger): SocketOptions {
  const path = [trust.caPath, process.env['ZM_RTMS_CA']].find((file) => {
    if (!file) return false;
    if (existsSync(file)) return true;
    logger.log(LogLevel.WARN, 'rtms', `The certificate file ${file} does not exist`);
    return false;
  });
  return {
    ...(path !== undefined && { ca: [...rootCertificates, readFileSync(path, 'utf8')] }),
    verifyCertificate: trust.verify !== 0,
    ...(trust.userAgent !== undefined && { userAgent: trust.userAgent }),
  };
}
