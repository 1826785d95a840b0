import { TransmissionProtocol } from '../media.js';
import { describe } from './fields.js';
import type { MessageProblem, Violation } from './violation.js';

/** Highest port number. */
const MAX_PORT = 65_535;

/** Fields of a media handshake that select encryption and transport, unchecked. */
export interface TransportFields {
  /** Requests encryption of the payload: a boolean. */
  payload_encryption?: unknown;
  /** Transport of the media: a number of PROTOCOL.md §18.14. */
  transmission_protocol?: unknown;
  /** Port at which the client receives UDP packets. */
  udp_port?: unknown;
}

/**
 * Checks the form of the fields that select encryption and transport of a media handshake; `undefined` if they are valid
 * or absent. An absent `transmission_protocol` means WebSocket (PROTOCOL.md §12.6, assumed).
 */
export function checkTransport(request: TransportFields): MessageProblem | undefined {
  const { payload_encryption: encryption, transmission_protocol: transport, udp_port: port } = request;
  if (encryption !== undefined && encryption !== null && typeof encryption !== 'boolean') {
    return problem(
      'payload-encryption-not-boolean',
      'payload_encryption',
      `must be true or false, found ${describe(encryption)}`,
    );
  }
  if (transport === undefined || transport === null || transport === TransmissionProtocol.WEBSOCKET) {
    return undefined;
  }
  if (transport !== TransmissionProtocol.UDP) {
    return problem(
      'transmission-protocol-invalid',
      'transmission_protocol',
      `must be 1 (WebSocket) or 3 (UDP), found ${describe(transport)}`,
    );
  }
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= MAX_PORT;
  if (isPort) return undefined;
  return problem(
    'udp-port-invalid',
    'udp_port',
    `must be the port at which the client receives UDP, 1 to ${MAX_PORT}, found ${describe(port)}`,
  );
}

function problem(violation: Violation, field: string, clause: string): MessageProblem {
  return { violation, field, reason: `${field} ${clause}` };
}
