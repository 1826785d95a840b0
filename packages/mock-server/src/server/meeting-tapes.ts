/** Cassettes of the meetings of a server. */
import type { DialectName } from '@rtms-mock/protocol';
import { CASSETTE_EXTENSIONS } from '@rtms-mock/protocol/cassette';
import { cut } from '../input/cut.js';
import { invalidField } from '../input/option-error.js';
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
  readonly #default: Tape | undefined;
  readonly #named: readonly Tape[];
  readonly #meetings = new WeakMap<Meeting, MeetingTape>();
  /** Number of meetings that each cassette was played in. */
  readonly #turns = new Map<Tape, number>();

  /**
   * `replay`: cassette of all meetings that name none. Default: they play their media. `cassettes`: those that meetings can
   * name.
   */
  constructor({
    replay,
    cassettes = [],
  }: {
    readonly replay: Tape | undefined;
    readonly cassettes: readonly Tape[] | undefined;
  }) {
    this.#default = replay;
    this.#named = replay === undefined ? cassettes : [replay, ...cassettes];
  }

  /**
   * Returns a new meeting as it will be: the streams of the cassette take turns. With a cassette, participants and product
   * are recorded. A stream that joins a running meeting plays what that meeting plays.
   *
   * @throws {OptionError} for a cassette that the server does not have
   */
  plan(input: MeetingRequest, scenario: Scenario, joined: Meeting | undefined): MeetingPlan {
    const chosen = input.replay === undefined ? this.#default : this.#find(input.replay);
    const tape = joined || chosen === undefined ? undefined : this.#nextStream(chosen);
    if (tape === undefined) return { input, scenario, tape };
    const { participants: _invited, ...request } = input;
    const { participants: _others, ...rest } = scenario;
    return { input: { ...request, product: tape.recorded.product }, scenario: rest, tape };
  }

  /** Finds a cassette by its file name, with or without extension. */
  #find(name: string): Tape {
    const found = this.#named.find(({ label }) => label === name || bareName(label) === name);
    if (found) return found;
    const known = this.#named.map(({ label }) => bareName(label)).join(', ');
    const shown = cut(name, 80);
    throw known === ''
      ? invalidField(
          'replay',
          `names "${shown}", and this server has no cassettes`,
          'Start it with --import FOLDER.',
        )
      : invalidField('replay', `"${shown}" is no cassette of this server`, `Known: ${cut(known)}.`);
  }

  #nextStream(tape: Tape): MeetingTape | undefined {
    const turn = this.#turns.get(tape) ?? 0;
    const recorded = tape.streams[turn % tape.streams.length];
    if (recorded === undefined) return undefined;
    this.#turns.set(tape, turn + 1);
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

function bareName(label: string): string {
  const extension = CASSETTE_EXTENSIONS.find((end) => label.endsWith(end));
  return extension === undefined ? label : label.slice(0, -extension.length);
}
