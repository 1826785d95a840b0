/** Meetings as plain data: written for other servers, and begun again from what this or another one has written. */
import { StopReason, type Cancel } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { MeetingParts } from './meeting-factory.js';
import type { Meeting } from '../meetings/meeting.js';
import type { StreamInput } from '../meetings/stream-context.js';
import { takeOver } from '../meetings/take-over.js';
import type { HeldConditions } from '../scenarios/remaining-steps.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { HeldStreams } from './held-streams.js';
import type { MeetingRequest } from './meeting-input.js';
import type { MockMeeting } from './mock-meeting.js';
import type { Adoption } from './node-server.js';
import {
  MeetingRecords,
  positionAt,
  type MeetingRecord,
  type RecordParts,
  type StreamContinuation,
} from './meeting-record.js';
import { readSnapshot, requestOf, RESTORED, restorePeople, type ReadMeeting } from './snapshot.js';
import type { StreamControl } from './stream-control.js';
import type { StreamParts } from './stream-input.js';

/** Parts of a server that {@link SavedMeetings} uses. */
export interface SavedMeetingsContext {
  readonly streams: HeldStreams;
  /** Name of the media of meetings that name none; `undefined` for the built-in conversation. */
  readonly defaultMedia: string | undefined;
  readonly clientIds: () => readonly string[];
  /** The app with a client id. */
  readonly app: (clientId: string) => App;
  /** Opens the media that a request names. */
  readonly mediaOf: (request: MeetingRequest) => Promise<MediaSource | undefined>;
  readonly newMeeting: (
    request: MeetingRequest,
    parts: Pick<MeetingParts, 'media' | 'positionMs' | 'isRunning'>,
  ) => Meeting;
  readonly streamInput: (request: MeetingRequest, parts: StreamParts) => StreamInput;
  readonly newStream: (input: StreamInput, plan: Scenario) => StreamControl;
}

type ReadStream = ReadMeeting['streams'][number];

/** A saved meeting whose media is open. */
interface Prepared {
  readonly saved: ReadMeeting;
  /** Creates the meeting, without streams. `isRunning`: it does not wait for an app. */
  readonly create: (positionMs: number, isRunning: boolean) => Meeting;
}

/** The meetings of a server as plain data. */
export class SavedMeetings {
  readonly #context: SavedMeetingsContext;
  readonly #records = new MeetingRecords();
  /** Controls of meetings that another server has played before. */
  readonly #continued = new WeakSet<MockMeeting>();

  constructor(context: SavedMeetingsContext) {
    this.#context = context;
  }

  /**
   * Reads a snapshot.
   *
   * @throws {OptionError} for the first field that cannot be used
   */
  read(given: unknown): ReturnType<typeof readSnapshot> {
    return readSnapshot(given, this.#context.clientIds());
  }

  /**
   * Opens the media of saved meetings, before anything of them exists.
   *
   * @throws {MediaUnavailableError} for a recording that cannot be opened
   */
  prepare(meetings: readonly ReadMeeting[]): Promise<readonly Prepared[]> {
    return Promise.all(meetings.map((saved) => this.#prepare(saved)));
  }

  /** Begins meetings of a snapshot. Streams that had ended wait for the action `start`. */
  async begin(prepared: readonly Prepared[]): Promise<void> {
    const begun = prepared.map(async ({ saved, create }) => {
      const meeting = create(saved.positionMs, false);
      for (const stream of saved.streams) {
        const control = this.#newStream(stream, meeting);
        if (stream.state !== 'terminated') await control.begin();
      }
    });
    await Promise.all(begun);
  }

  /** See {@link NodeServer.records}. */
  records(
    streamIds: ReadonlySet<string> | undefined,
    parts: Omit<RecordParts, 'planOf' | 'heldConditionsOf'>,
  ): readonly MeetingRecord[] {
    const { streams } = this.#context;
    const planOf = (streamId: string): Scenario | undefined => streams.planOf(streamId);
    const heldConditionsOf = (streamId: string): HeldConditions | undefined =>
      streams.heldConditionsOf(streamId);
    return this.#records.of(streams.all(), { ...parts, planOf, heldConditionsOf }, streamIds);
  }

  /** See {@link NodeServer.onStream}. */
  onStream(listener: (streamId: string, key?: string) => void): Cancel {
    const { streams } = this.#context;
    return streams.subscribe((streamId) => {
      const stream = streams.find(streamId);
      listener(streamId, stream && this.#records.keyOf(stream.meeting));
    });
  }

  /** See {@link NodeServer.adopt}. */
  async adopt(record: MeetingRecord, unixMs: number, how: Adoption): Promise<void> {
    // Of one that has played a cassette, only the server that was lost knew how far.
    if (how === 'end' || record.cassette !== undefined) return this.#end(record);
    const { meetings } = this.read({ version: 1, meetings: [record.meeting] });
    const positionMs = positionAt(record, unixMs);
    const begun = (await this.prepare(meetings)).flatMap(({ saved, create }) => {
      const meeting = create(positionMs, record.speed > 0);
      this.#records.keepKey(meeting, record.key);
      const running = saved.streams.filter(({ state }) => state !== 'terminated');
      return running.map((stream) =>
        this.#takeOver(stream, meeting, record.streams[stream.streamId], positionMs),
      );
    });
    await Promise.all(begun);
  }

  /** Ends a meeting of a server that was lost. Its media is not opened. */
  async #end(record: MeetingRecord): Promise<void> {
    const { media: _media, ...saved } = record.meeting;
    const { meetings } = this.read({ version: 1, meetings: [saved] });
    const ends = (await this.prepare(meetings)).map(({ saved: { streams }, create }) => {
      const meeting = create(record.meeting.positionMs, true);
      this.#records.keepKey(meeting, record.key);
      for (const stream of streams.filter(({ state }) => state !== 'terminated')) {
        const continuation = record.streams[stream.streamId];
        const control = this.#newStream(stream, meeting, continuation);
        if (isUnstarted(stream, continuation)) control.stepTarget.stream.terminateSilently();
      }
      return meeting.end(StopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED);
    });
    await Promise.all(ends);
  }

  /** True for a meeting that another server has played before: what that has recorded of it is not here. */
  isContinued(meeting: MockMeeting): boolean {
    return this.#continued.has(meeting);
  }

  /** See {@link NodeServer.abandon}. */
  abandon(key: string): void {
    const { streams } = this.#context;
    const stream = streams.all().find(({ meeting }) => this.#records.keyOf(meeting) === key);
    if (stream) streams.drop(stream.meeting);
  }

  async #takeOver(
    saved: ReadStream,
    meeting: Meeting,
    continuation: StreamContinuation | undefined,
    positionMs: number,
  ): Promise<void> {
    const control = this.#newStream(saved, meeting, continuation);
    // One that has not begun waits for the action `start`.
    if (isUnstarted(saved, continuation)) return;
    control.continuePlan(positionMs, continuation?.heldConditions);
    await takeOver(control.stepTarget.stream, saved.state);
  }

  async #prepare(saved: ReadMeeting): Promise<Prepared> {
    const { defaultMedia, mediaOf, newMeeting } = this.#context;
    const request = requestOf(saved, defaultMedia);
    const media = await mediaOf(request);
    const create = (positionMs: number, isRunning: boolean): Meeting => {
      const meeting = newMeeting(request, { media, positionMs, isRunning });
      restorePeople(meeting, saved.people);
      return meeting;
    };
    return { saved, create };
  }

  #newStream(
    { streamId, clientId, operatorId, protocol, webhookUrl }: ReadStream,
    meeting: Meeting,
    {
      instance,
      isAnnounced,
      progress: _progress,
      heldConditions: _heldConditions,
      scenario = RESTORED,
      ...origin
    }: Partial<StreamContinuation> = {},
  ): StreamControl {
    const { app, streamInput, newStream } = this.#context;
    if (isAnnounced === true) meeting.noteAnnouncement(`started ${clientId} ${webhookUrl ?? ''}`);
    const request = {
      ...(operatorId !== undefined && { operatorId }),
      ...(webhookUrl !== undefined && { webhookUrl }),
      protocol,
      ...origin,
    };
    const input = streamInput(request, { scenario: RESTORED, meeting, app: app(clientId), streamId });
    if (instance === undefined) return newStream(input, withEndless(scenario));
    const control = newStream({ ...input, instance }, withEndless(scenario));
    this.#continued.add(control);
    return control;
  }
}

function isUnstarted({ state }: ReadStream, continuation: StreamContinuation | undefined): boolean {
  return continuation?.isAnnounced === false && state === 'created';
}

/** JSON has no Infinity: an entry that is repeated until the stream ends has `null` there. */
function withEndless(scenario: Scenario): Scenario {
  const timeline = scenario.timeline.map((entry) =>
    entry.every ? { ...entry, every: { ...entry.every, times: entry.every.times ?? Infinity } } : entry,
  );
  return { ...scenario, timeline };
}
