import type { Socket } from '@rtms-mock/protocol';
import type { VirtualClock } from '../time/virtual-clock.js';

/** A signaling or media connection. */
interface Connection {
  readonly channel: { readonly streamId: string | undefined };
}

/** Gives ids to the connections of a server. Virtual time waits for their readers. */
export class Connections {
  readonly #virtual: VirtualClock | undefined;
  readonly #number: (count: number) => number;
  #count = 0;

  /**
   * @param virtual the clock, if time is virtual
   * @param number number of the connection that is opened after `count` others. Default: 1, 2, 3, …
   */
  constructor(virtual: VirtualClock | undefined, number: (count: number) => number = (count) => count + 1) {
    this.#virtual = virtual;
    this.#number = number;
  }

  /** Creates the connection of a socket. `kind`: signaling or media. */
  open(kind: 's' | 'm', socket: Socket, create: (id: string, socket: Socket) => Connection): void {
    const connectionId = `${kind}${this.#number(this.#count)}`;
    this.#count += 1;
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
