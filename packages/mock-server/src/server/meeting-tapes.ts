/** Cassettes of the meetings of a server. */
import type { DialectName } from '@rtms-mock/protocol';
import type { MediaSource } from '../media/sources/media-source.js';
import type { Meeting } from '../meetings/meeting.js';
import type { CreateTape } from '../meetings/stream-tape.js';
import type { RecordedStream } from '../replay/recorded-stream.js';
import type { Tape } from '../replay/tape.js';
import { TapePlayer, type TapePlayerContext } from '../replay/tape-player.js';
import { tapeSource } from '../replay/tape-source.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { MeetingRequest } from './meeting-input.js';

/** A recorded stream that one meeting plays. */
export interface MeetingTape {
  readonly tape: Tape;
  readonly recorded: RecordedStream;
  /** Media of the meeting. */
  readonly source: MediaSource;
}

/** A requested meeting, with the cassette that it plays. */
export interface MeetingPlan {
  readonly input: MeetingRequest;
  readonly scenario: Scenario;
  /** `undefined` for a meeting without a cassette. */
  readonly tape: MeetingTape | undefined;
}

/** Chooses what meetings play, and creates the players of their streams. */
export class MeetingTapes {
  readonly #tape: Tape | undefined;
  readonly #meetings = new WeakMap<Meeting, MeetingTape>();
  #next = 0;

  /** `tape`: cassette of all meetings. Default: meetings play their media. */
  constructor(tape: Tape | undefined) {
    this.#tape = tape;
  }

  /**
   * Returns a new meeting as it will be: the streams of the cassette take turns. With a cassette, participants and product
   * are recorded. A stream that joins a running meeting plays what that meeting plays.
   */
  plan(input: MeetingRequest, scenario: Scenario, joined: Meeting | undefined): MeetingPlan {
    const tape = joined ? undefined : this.#nextTape();
    if (tape === undefined) return { input, scenario, tape };
    const { participants: _invited, ...request } = input;
    const { participants: _others, ...rest } = scenario;
    return { input: { ...request, product: tape.recorded.product }, scenario: rest, tape };
  }

  #nextTape(): MeetingTape | undefined {
    const tape = this.#tape;
    const recorded = tape?.streams[this.#next % tape.streams.length];
    if (tape === undefined || recorded === undefined) return undefined;
    this.#next += 1;
    return { tape, recorded, source: tapeSource(tape.label, recorded) };
  }

  /** Notes what a meeting plays. */
  assign(meeting: Meeting, playing: MeetingTape | undefined): void {
    if (playing) this.#meetings.set(meeting, playing);
  }

  /** Properties of a new stream of a meeting; empty for a meeting without a cassette. */
  streamOf(
    meeting: Meeting,
    context: TapePlayerContext,
  ): { readonly protocol?: DialectName; readonly createTape?: CreateTape } {
    const playing = this.#meetings.get(meeting);
    if (!playing) return {};
    const { tape, recorded } = playing;
    return {
      protocol: tape.header.generation,
      createTape: (stream) => new TapePlayer(tape, recorded, stream, context),
    };
  }
}
