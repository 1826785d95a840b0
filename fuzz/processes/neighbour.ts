/** A healthy meeting beside the attacked ones: none of its packets may be lost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './calls.js';
import type { NeighbourCalls, NeighbourCounts } from './neighbour-app.js';
import type { FuzzMeeting, ServerProcess } from './server-process.js';
import { WatchedProcess } from './watched-process.js';

/** The packets of the neighbour. */
export interface NeighbourResult {
  /** Packets that the server says it has sent. */
  readonly expected: number;
  readonly received: number;
  /** Packets that the timestamps show as missing. */
  readonly missing: number;
  /** Packets that the server has dropped or left out. */
  readonly dropped: number;
  readonly interruptions: number;
  readonly latenessMs: NeighbourCounts['latenessMs'];
}

/** Time for joining and for the last packets, in ms. Generous, because it only matters if something is broken. */
const LIMIT_MS = 60_000;

/** The meeting and its app. */
export class Neighbour implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #app: WatchedProcess;
  readonly #call: Caller<NeighbourCalls>;
  readonly #meeting: FuzzMeeting;

  private constructor(server: ServerProcess, app: WatchedProcess, meeting: FuzzMeeting) {
    this.#server = server;
    this.#app = app;
    this.#call = app.caller<NeighbourCalls>();
    this.#meeting = meeting;
  }

  /** Starts a meeting with a continuous tone and joins it. */
  static async start(server: ServerProcess): Promise<Neighbour> {
    const meeting = await server.startMeeting('2025', { media: 'tone' });
    if (!meeting) throw new Error('the server did not start a meeting for the neighbour');
    const app = new WatchedProcess({
      file: 'fuzz/processes/neighbour-app.ts',
      nodeArgs: ['--import', 'tsx'],
      heapMegabytes: 128,
    });
    const neighbour = new Neighbour(server, app, meeting);
    await neighbour.#call('join', {
      meeting_uuid: meeting.meetingUuid,
      rtms_stream_id: meeting.streamId,
      server_urls: `ws://127.0.0.1:${server.place.port}`,
      signature: meeting.signature,
    });
    await neighbour.#until(({ received }) => received > 0);
    return neighbour;
  }

  /** Id of its stream. */
  get streamId(): string {
    return this.#meeting.streamId;
  }

  /** The packets so far. */
  counts(): Promise<NeighbourCounts> {
    return this.#call('counts', null);
  }

  /** Ends the meeting, waits for the last packet and compares with the counters of the server. */
  async finish(): Promise<NeighbourResult> {
    await this.#server.api(`/api/meetings/${this.#meeting.streamId}/actions`, { action: 'end' });
    await this.#until(({ left }) => left);
    const counts = await this.counts();
    const stream = (await this.#server.api(`/api/meetings/${this.#meeting.streamId}`)) as
      | StreamCounters
      | undefined;
    const { frames = 0, dropped = 0, skipped = 0 } = stream?.media?.['audio'] ?? {};
    const { received, missing, interruptions, latenessMs } = counts;
    return { expected: frames, received, missing, dropped: dropped + skipped, interruptions, latenessMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.kill();
  }

  async #until(isDone: (counts: NeighbourCounts) => boolean): Promise<void> {
    const limit = performance.now() + LIMIT_MS;
    while (performance.now() < limit) {
      if (this.#server.process.exit || isDone(await this.counts())) return;
      await delay(50);
    }
  }
}

interface StreamCounters {
  readonly media?: {
    readonly [type: string]: { readonly frames: number; readonly dropped: number; readonly skipped: number };
  };
}

/** True if the neighbour received every packet, without an interruption. */
export function isUnharmed({
  expected,
  received,
  missing,
  dropped,
  interruptions,
}: NeighbourResult): boolean {
  return expected > 0 && received === expected && missing === 0 && dropped === 0 && interruptions === 0;
}
