/** Media of one media socket over UDP: binds a port before the handshake, and receives after it. */
import type { Clock, SrtpKeys, UdpGrant } from '@rtms-mock/protocol';
import type { Connect } from '../../../network/connect.js';
import type { BindDatagramSocket, DatagramSocket } from '../../../network/udp-socket.js';
import { RtpReceiver, type RtpReceiverHandlers } from './rtp-receiver.js';

type Library = ConstructorParameters<typeof RtpReceiver>[0]['library'];

/** UDP of one media socket. */
export class UdpTransport {
  readonly #bind: BindDatagramSocket;
  #socket: DatagramSocket | undefined;
  #library: Library | undefined;
  #receiver: RtpReceiver | undefined;
  #isClosed = false;

  constructor(bind: BindDatagramSocket) {
    this.#bind = bind;
  }

  /** Port for the handshake; 0 before it is bound. */
  get port(): number {
    return this.#socket?.port ?? 0;
  }

  /** Returns a function that binds the port, and then opens the WebSocket with `connect`. */
  connect(connect: Connect): Connect {
    return (url, handlers) => {
      let abandon = (): void => {};
      const host = URL.canParse(url) ? new URL(url).hostname : '127.0.0.1';
      const open = async (): Promise<void> => {
        try {
          await this.#prepare(host);
        } catch (error) {
          const problem = error instanceof Error ? error : new Error(String(error));
          if (!this.#isClosed) handlers.failed(problem);
          return;
        }
        if (!this.#isClosed) abandon = connect(url, handlers);
      };
      void open();
      return () => {
        this.close();
        abandon();
      };
    };
  }

  async #prepare(host: string): Promise<void> {
    const [library, socket] = await Promise.all([import('werift-rtp'), this.#bind(host)]);
    this.#library = library;
    this.#socket = socket;
    if (this.#isClosed) socket.close();
  }

  /** Receives what the server has granted. */
  receive(
    grant: UdpGrant,
    { keys, streamId, clock }: { readonly keys: SrtpKeys; readonly streamId: string; readonly clock: Clock },
    handlers: RtpReceiverHandlers,
  ): void {
    if (!this.#socket || !this.#library || this.#isClosed) return;
    const { address, port, streams } = grant;
    if (typeof address !== 'string' || typeof port !== 'number' || !Array.isArray(streams)) return;
    const input = { library: this.#library, socket: this.#socket, grant, keys, streamId, clock, handlers };
    this.#receiver = new RtpReceiver(input);
  }

  /** Closes the port. */
  close(): void {
    this.#isClosed = true;
    if (this.#receiver) this.#receiver.close();
    else this.#socket?.close();
  }
}
