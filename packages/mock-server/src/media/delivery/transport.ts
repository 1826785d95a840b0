/** Decides on the encryption and the transport that a media handshake requests. */
import {
  checkTransport,
  TransmissionProtocol,
  type DataHandshakeRequest,
  type MessageProblem,
  type Violation,
} from '@rtms-mock/protocol';

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
}

/** Result of {@link judgeTransport}. */
export type TransportVerdict =
  | { readonly accept: true; readonly transport: GrantedTransport }
  | { readonly accept: false; readonly problem: MessageProblem };

/** Accepts or refuses encryption and transport of a media handshake (PROTOCOL.md §12.5, §12.6). */
export function judgeTransport(request: DataHandshakeRequest, offer: EncryptionOffer): TransportVerdict {
  const malformed = checkTransport(request);
  if (malformed) return { accept: false, problem: malformed };
  const isEncrypted = request.payload_encryption === true;
  if (request.transmission_protocol === TransmissionProtocol.UDP) {
    return reject('transmission-protocol-invalid', 'transmission_protocol', 'UDP is not offered yet');
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
  return { accept: true, transport: { isEncrypted } };
}

function reject(violation: Violation, field: string, reason: string): TransportVerdict {
  return { accept: false, problem: { violation, field, reason } };
}
