/** UDP sockets: the only import of `node:dgram`. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** Address and port of one end of a datagram. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A UDP socket that is bound to an address. */
export interface DatagramSocket {
  readonly local: Endpoint;
  /** Sends one datagram. What the system does not accept is lost, as anywhere on the way. */
  send(data: Uint8Array, to: Endpoint): void;
  /** Registers a callback for each datagram that arrives. */
  onMessage(callback: (data: Uint8Array, from: Endpoint) => void): void;
  /** Sends nothing more. */
  close(): void;
}

/** Binds a UDP socket to a free port of an address. Rejects if the system refuses it. */
export type OpenDatagramSocket = (address: string) => Promise<DatagramSocket>;

/** Opens UDP sockets of the system. */
export const openDatagramSocket: OpenDatagramSocket = (address) =>
  new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', reject);
    socket.bind({ address, port: 0, exclusive: true }, () => {
      let isOpen = true;
      socket.off('error', reject);
      // A receiver that does not listen yet is reported by the system as an error of an earlier datagram.
      socket.on('error', () => {});
      resolve({
        local: { address, port: socket.address().port },
        send: (data, to) => {
          // A datagram that the system does not accept is lost, as datagrams are.
          if (isOpen) socket.send(data, to.port, to.address, () => {});
        },
        onMessage: (callback) => {
          socket.on('message', (data, from) => callback(data, { address: from.address, port: from.port }));
        },
        close: () => {
          if (!isOpen) return;
          isOpen = false;
          socket.close();
        },
      });
    });
  });
