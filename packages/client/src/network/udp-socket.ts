/** UDP sockets: the only import of `node:dgram`. */
import { createSocket } from 'node:dgram';

/** Address and port of one end of a datagram. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A UDP socket that is bound to a port. */
export interface DatagramSocket {
  /** Port at which datagrams are received. */
  readonly port: number;
  send(data: Uint8Array, to: Endpoint): void;
  onMessage(callback: (data: Buffer, from: Endpoint) => void): void;
  close(): void;
}

/** Binds a UDP socket to a free port, for packets of a server at this host. Rejects if the system refuses it. */
export type BindDatagramSocket = (serverHost: string) => Promise<DatagramSocket>;

/** Receive buffer in bytes: a keyframe and what arrives while a callback runs. The default holds about 90 packets. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Binds UDP sockets of the system: to this machine only if the server is on it. */
export const bindDatagramSocket: BindDatagramSocket = (serverHost) =>
  new Promise((resolve, reject) => {
    const host = serverHost.replace(/^\[|\]$/g, '');
    const isIPv6 = host.includes(':');
    const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
    const socket = createSocket({ type: isIPv6 ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    const address = isLocal ? (isIPv6 ? '::1' : '127.0.0.1') : isIPv6 ? '::' : '0.0.0.0';
    let isOpen = true;
    socket.once('error', reject);
    socket.bind(0, address, () => {
      socket.off('error', reject);
      // The system reports errors of earlier datagrams here. Media that does not arrive is noticed by its gaps.
      socket.on('error', () => {});
      resolve({
        port: socket.address().port,
        send: (data, to) => {
          if (isOpen) socket.send(data, to.port, to.address, () => {});
        },
        onMessage: (callback) => {
          socket.on('message', (data, from) => {
            if (isOpen) callback(data, { address: from.address, port: from.port });
          });
        },
        close: () => {
          if (isOpen) socket.close();
          isOpen = false;
        },
      });
    });
  });
