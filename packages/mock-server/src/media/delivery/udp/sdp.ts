/** Session descriptions of RTP streams (RFC 8866, RFC 4568). */
import { isIPv6 } from 'node:net';
import type { SrtpMasterKeys } from '@rtms-mock/protocol/encryption';
import type { Endpoint } from '../../../sockets/udp-socket.js';
import type { RtpFormat } from './rtp-format.js';
import { SRTP_PROFILE } from './rtp-stream.js';

/** One RTP stream and its receiver. */
export interface SdpMedia {
  readonly format: RtpFormat;
  readonly ssrc: number;
  readonly keys: SrtpMasterKeys;
  readonly target: Endpoint;
}

/** Returns the media sections of a session description. They contain keys. */
export function sdpSections(media: readonly SdpMedia[]): string {
  return media
    .flatMap(section)
    .map((line) => `${line}\r\n`)
    .join('');
}

function section({ format, ssrc, keys, target }: SdpMedia): string[] {
  const { kind, codec, payloadType, clockRate, channels, parameters } = format;
  const encoding = `${codec}/${clockRate}${channels === undefined ? '' : `/${channels}`}`;
  const key = Buffer.concat([keys.masterKey, keys.masterSalt]).toString('base64');
  return [
    `m=${kind === 'audio' ? 'audio' : 'video'} ${target.port} RTP/SAVP ${payloadType}`,
    `c=IN ${isIPv6(target.address) ? 'IP6' : 'IP4'} ${target.address}`,
    `a=rtpmap:${payloadType} ${encoding}`,
    ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
    `a=crypto:1 ${SRTP_PROFILE} inline:${key}`,
    `a=ssrc:${ssrc} cname:rtms-mock`,
  ];
}
