/** Decides on the encryption and the transport that a media handshake requests. */
import {
  checkTransport,
  TransmissionProtocol,
  type DataHandshakeRequest,
  type MediaParams,
  type MessageProblem,
  type Violation,
} from '@rtms-mock/protocol';
import { rtpFormats, type RtpFormat } from './udp/rtp-format.js';

/** Encryption that a stream offers to one client. */
export interface EncryptionOffer {
  /** The client has keys. */
  readonly isAvailable: boolean;
  /** Connections without encryption are refused. */
  readonly isRequired: boolean;
}

/** Encryption and transport of an accepted media connection. */
export interface GrantedTransport {
  readonly isEncrypted: boolean;
  /** `transmission_protocol` of the request; `undefined` if it names none. */
  readonly protocol: number | undefined;
  /** Port and encodings of media over UDP; `undefined` for a WebSocket. */
  readonly udp: { readonly port: number; readonly formats: readonly RtpFormat[] } | undefined;
}

/** Result of {@link judgeTransport}. */
export type TransportVerdict =
  | { readonly accept: true; readonly transport: GrantedTransport }
  | { readonly accept: false; readonly problem: MessageProblem };

/** Accepts or refuses encryption and transport of a media handshake (PROTOCOL.md §12.5, §12.6). */
export function judgeTransport(
  request: DataHandshakeRequest,
  params: MediaParams,
  offer: EncryptionOffer,
): TransportVerdict {
  const malformed = checkTransport(request);
  if (malformed) return { accept: false, problem: malformed };
  const isEncrypted = request.payload_encryption === true;
  const protocol = request.transmission_protocol ?? undefined;
  const isUdp = protocol === TransmissionProtocol.UDP;
  if (isUdp && !isEncrypted) {
    return reject(
      'udp-not-encrypted',
      'payload_encryption',
      'payload_encryption must be true over UDP: media without encryption is sent over WebSocket only',
    );
  }
  if (isEncrypted && !offer.isAvailable) {
    return reject(
      'payload-encryption-off',
      'payload_encryption',
      'payload_encryption is true, but this server has no keys for it: start it with --encryption optional, and use a numeric generation',
    );
  }
  if (!isEncrypted && offer.isRequired) {
    return reject(
      'payload-encryption-required',
      'payload_encryption',
      'payload_encryption must be true: this server requires encryption',
    );
  }
  if (!isUdp) return { accept: true, transport: { isEncrypted, protocol, udp: undefined } };
  const selected = rtpFormats(params);
  if (!selected.ok) return { accept: false, problem: selected.problem };
  const udp = { port: request.udp_port ?? 0, formats: selected.formats };
  return { accept: true, transport: { isEncrypted, protocol, udp } };
}

function reject(violation: Violation, field: string, reason: string): TransportVerdict {
  return { accept: false, problem: { violation, field, reason } };
}
