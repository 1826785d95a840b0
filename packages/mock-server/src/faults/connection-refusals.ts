import type { JournalRecorder } from '../journal.js';
import type { FaultSocket } from './stream-faults.js';

/** Ways to refuse a connection: an HTTP response with status 503, or a reset of the TCP connection. */
export const CONNECTION_REFUSALS = ['503', 'reset'] as const;

/** One of {@link CONNECTION_REFUSALS}. */
export type ConnectionRefusal = (typeof CONNECTION_REFUSALS)[number];

/** The stream that plans refusals. Its id changes if the meeting continues under a new one. */
export interface RefusalPlanner {
  readonly streamId: string;
}

interface Planned {
  readonly planner: RefusalPlanner;
  readonly socket: FaultSocket;
  readonly how: ConnectionRefusal;
  remaining: number;
}

/**
 * Planned refusals of connections. A connection belongs to no stream before its handshake, so they concern all apps of a
 * server.
 */
export class ConnectionRefusals {
  readonly #journal: JournalRecorder;
  #planned: Planned[] = [];

  constructor(journal: JournalRecorder) {
    this.#journal = journal;
    journal.subscribe(({ kind, type, streamId }) => {
      const isOver = (kind === 'state' && type === 'terminated') || type === 'meeting-ended';
      if (isOver && this.#planned.length > 0) this.#drop(streamId);
    });
  }

  /**
   * Refuses the next `times` connections to a kind of socket, unless the stream of `planner` or its meeting ends before.
   */
  plan(planner: RefusalPlanner, socket: FaultSocket, how: ConnectionRefusal, times: number): void {
    this.#planned.push({ planner, socket, how, remaining: times });
  }

  /**
   * Takes the refusal planned for this connection, if any, and records it in the journal of the stream that planned it.
   * Each call uses up one.
   */
  take(socket: FaultSocket): ConnectionRefusal | undefined {
    const planned = this.#planned.find((one) => one.socket === socket);
    if (!planned) return undefined;
    planned.remaining -= 1;
    const { how, planner, remaining } = planned;
    if (remaining === 0) this.#planned = this.#planned.filter((one) => one !== planned);
    const outcome = how === '503' ? 'with HTTP 503' : 'with a reset of the TCP connection';
    const next = remaining === 0 ? 'the next one is accepted' : `${remaining} more follow`;
    this.#journal.record({
      kind: 'connection',
      type: 'connection-refused',
      socket,
      streamId: planner.streamId,
      detail: { how, remaining, reason: `${outcome}, as the step refuse-connection demands; ${next}` },
    });
    return how;
  }

  /** Drops all plans. */
  clear(): void {
    this.#planned = [];
  }

  /** Drops what an ended stream has planned. A meeting that goes on under another stream id keeps its plans. */
  #drop(streamId: string | undefined): void {
    this.#planned = this.#planned.filter(({ planner }) => planner.streamId !== streamId);
  }
}
