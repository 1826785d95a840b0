import type { Socket } from '@rtms-mock/protocol';
import type { VirtualClock } from '../time/virtual-clock.js';

/** A signaling or media connection. */
interface Connection {
  readonly channel: { readonly streamId: string | undefined };
}

/** Gives ids to the connections of a server. Virtual time waits for their readers. */
export class Connections {
  readonly #virtual: VirtualClock | undefined;
  #count = 0;

  /** @param virtual the clock, if time is virtual */
  constructor(virtual: VirtualClock | undefined) {
    this.#virtual = virtual;
  }

  /** Creates the connection of a socket. `kind`: signaling or media. */
  open(kind: 's' | 'm', socket: Socket, create: (id: string, socket: Socket) => Connection): void {
    this.#count += 1;
    const connectionId = `${kind}${this.#count}`;
    if (this.#virtual === undefined) {
      create(connectionId, socket);
      return;
    }
    let streamId = (): string | undefined => undefined;
    const awaited = this.#virtual.awaited(socket, { connectionId, streamId: () => streamId() });
    const { channel } = create(connectionId, awaited);
    streamId = () => channel.streamId;
  }
}
