/** Meetings, streams and connections without a network: sockets and the sender of webhooks are passed in. */
import { createMediaFrameWriterFactory, StopReason, type Clock, type Socket } from '@rtms-mock/protocol';
import { realTimeout, wallClockSeconds } from '../clock.js';
import type { App, StreamIds } from '../credentials.js';
import { ConnectionRefusals } from '../faults/connection-refusals.js';
import { StartRefusals } from '../faults/start-refusals.js';
import { Guard, guardedClock, reportInternalError } from '../guard.js';
import { followJournal, type AppRoutes } from '../sockets/gateway.js';
import type { JournalEntry } from '../journal.js';
import { MediaConnection } from '../media/delivery/media-connection.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { arrangeSource } from '../media/sources/arranged-source.js';
import { Pacer } from '../media/pacer.js';
import { Preparations } from '../media/sources/preparations.js';
import { builtInConversation } from '../media/sources/built-in/built-in-conversation.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { IdGenerator } from '../meetings/ids.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import { readMeetingInput, type MeetingRequest } from './meeting-input.js';
import { Meeting } from '../meetings/meeting.js';
import { createStreamRegistry } from '../meetings/registry.js';
import { chooseApp } from './choose-app.js';
import { Connections } from './connections.js';
import { MeetingTapes } from './meeting-tapes.js';
import { createDialects } from './dialects.js';
import { EndedStreams, isRunning } from './ended-streams.js';
import { chooseEntityId } from './entity-id.js';
import { requestedMedia } from './requested-media.js';
import { RotatingCredentials } from './rotating-credentials.js';
import {
  readSnapshot,
  requestOf,
  RESTORED,
  restorePeople,
  takeSnapshot,
  type ServerSnapshot,
} from './snapshot.js';
import { scenarioOf } from './scenario-patterns.js';
import type { ServerCoreInput } from './server-core-input.js';
import { StreamControl } from './stream-control.js';
import { streamInput, type StreamParts } from './stream-input.js';
import type { StreamContext, StreamInput } from '../meetings/stream-context.js';
import { Stream } from '../meetings/stream.js';
import { initialParticipants } from '../scenarios/initial-participants.js';
import { ScenarioRun } from '../scenarios/runner.js';
import type { Scenario } from '../scenarios/scenario.js';
import { SignatureAdviser } from '../signaling/signature-adviser.js';
import { openDatagramSocket } from '../sockets/udp-socket.js';
import { SignalingConnection } from '../signaling/signaling-connection.js';
import { MeetingEndedError, UnknownMeetingError } from '../meetings/unknown-meeting.js';
import { VerdictBook } from '../verdicts/verdict-book.js';
import { verdictLog } from '../verdicts/verdict-log.js';

/** The service: starts meetings and connects sockets to them. */
export class ServerCore {
  readonly #input: ServerCoreInput;
  /** The credentials of the settings, with the secrets that steps have changed. */
  readonly credentials: RotatingCredentials;
  /** Clock whose timers affect nothing else when one of them fails. */
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  #ids: IdGenerator;
  readonly #streams = createStreamRegistry();
  readonly #controls = new Map<string, StreamControl>();
  readonly #streamContext: StreamContext;
  /** Scenario runs by their meetings. */
  readonly #runs = new Map<StreamControl, ScenarioRun>();
  readonly #ended: EndedStreams;
  /** Number of streams that were ever created. */
  #created = 0;
  readonly #preparations = new Preparations();
  readonly #closing = new AbortController();
  readonly #signatures: SignatureAdviser;
  readonly #tapes: MeetingTapes;
  /** Opens recordings that requests and scenarios name, until the server stops. */
  readonly openMedia: OpenMedia | undefined;
  /** Planned refusals of starts by REST. */
  readonly startRefusals = new StartRefusals();
  /** Planned refusals of connections. */
  readonly connectionRefusals: ConnectionRefusals;
  /** Judges the apps by the journal. */
  readonly verdicts: VerdictBook;
  readonly #connections: Connections;

  constructor(input: ServerCoreInput) {
    const { journal, webhooks } = input;
    this.#input = input;
    this.#connections = new Connections(input.virtual);
    this.#tapes = new MeetingTapes(input.settings);
    this.credentials = new RotatingCredentials(input.settings.credentials);
    this.connectionRefusals = new ConnectionRefusals(journal);
    const settings = { ...input.settings, credentials: this.credentials };
    if (settings.speed === 'max') input.virtual?.runFreelyWhile(() => this.#streams.all().some(isRunning));
    const report = (error: unknown): void =>
      reportInternalError({ journal, logger: settings.logger }, error, 'a timer failed');
    const clock = guardedClock(input.clock, report);
    this.#clock = clock;
    // Not the guarded clock: the pacer catches exceptions itself, and its wake-ups must not allocate more.
    this.#pacer = new Pacer(input.virtual?.media ?? input.clock, report);
    this.#ids = new IdGenerator(settings.seed);
    this.#signatures = new SignatureAdviser({
      clock,
      credentials: () => settings.credentials,
      streams: () => this.#streams.all(),
    });
    if (settings.rejectStart !== undefined) {
      this.startRefusals.plan(undefined, { code: settings.rejectStart }, 1);
    }
    this.openMedia = input.openMedia && this.#preparations.opener(input.openMedia);
    this.#ended = new EndedStreams({
      nowSeconds: wallClockSeconds,
      forget: (streamId) => this.#forget(streamId),
    });
    this.verdicts = new VerdictBook({
      speed: input.clock.speed ?? 1,
      onVerdict: verdictLog(settings.logger),
    });
    const judging = new Guard((error) =>
      reportInternalError({ journal, logger: settings.logger }, error, 'verdicts end'),
    );
    journal.subscribe(judging.handler((entry: JournalEntry) => this.verdicts.add(entry)));
    journal.subscribe(({ kind, type, streamId }) => {
      if (kind !== 'state' || streamId === undefined) return;
      if (type === 'terminated') this.#ended.add(streamId);
      else this.#ended.remove(streamId);
    });
    this.#streamContext = {
      clock,
      pacer: this.#pacer,
      writers: createMediaFrameWriterFactory(),
      journal,
      logger: settings.logger,
      settings,
      dialects: createDialects(settings),
      webhooks,
      events: input.events,
      signalingUrl: input.signalingUrl,
      mediaUrl: input.mediaUrl,
    };
  }

  /** Handlers of opened sockets. */
  get routes(): AppRoutes {
    const context = {
      ...this.#streamContext,
      defaultProtocol: this.#input.settings.protocol,
      findStream: (streamId: string) => this.#streams.find(streamId),
      allStreams: () => this.#streams.all(),
      signatures: this.#signatures,
      openDatagramSocket,
    };
    return {
      signaling: (socket: Socket, instance?: number) =>
        this.#connections.open(
          's',
          socket,
          (...named) => new SignalingConnection(...named, context, instance),
        ),
      media: (socket: Socket, pathTypes?: number, instance?: number) =>
        this.#connections.open(
          'm',
          socket,
          (...named) => new MediaConnection(...named, context, pathTypes, instance),
        ),
      logs: (socket: Socket) => followJournal(socket, this.#input.journal),
    };
  }

  /** See {@link MockServer.startMeeting}. */
  async startMeeting(given: StartMeetingOptions = {}): Promise<MockMeeting> {
    const request = readMeetingInput(given);
    const joined = request.meeting === undefined ? undefined : this.#runningMeeting(request.meeting);
    const { settings } = this.#input;
    const { input, scenario, tape } = this.#tapes.plan(
      request,
      request.scenario ?? scenarioOf(settings.scenarioFor, request) ?? settings.scenario,
      joined,
    );
    const clientIds = this.#clientIds(input);
    const media = joined ? undefined : (tape?.source ?? (await this.#mediaOf(input, scenario)));
    // No await from here to the registry, so that no other meeting takes the same ids.
    const known = this.credentials.streams[this.#created];
    const meeting = joined ?? this.#newMeeting(input, media, scenario, known);
    this.#tapes.assign(meeting, tape);
    const [first, ...others] = clientIds.map((clientId, index) => {
      const app = this.#app(clientId, index > 0 ? meeting : joined);
      const streamId = this.credentials.streams[this.#created]?.streamId;
      // The timeline belongs to the first stream; a further stream has one only if the request names it.
      const isFirst = index === 0 && (!joined || input.scenario !== undefined);
      const plan = isFirst ? scenario : { ...scenario, timeline: [] };
      return this.#newStream(this.#streamInput(input, { scenario, meeting, app, streamId }), plan);
    });
    if (!first) throw new Error('a meeting without apps');
    if (input.start !== false) await Promise.all([first, ...others].map((control) => control.begin()));
    return first;
  }

  /** The apps that receive the meeting; `undefined` stands for the default one. */
  #clientIds({ clientId, clientIds }: MeetingRequest): readonly (string | undefined)[] {
    const { apps } = this.credentials;
    if (clientIds === undefined) return [clientId];
    const ids = clientIds === 'all' ? apps.map((app) => app.clientId) : clientIds;
    for (const id of ids) this.#app(id, undefined);
    return ids;
  }

  #streamInput(input: MeetingRequest, parts: StreamParts): StreamInput {
    return {
      ...streamInput(input, parts, this.#input.settings, this.#ids),
      ...this.#tapes.streamOf(parts.meeting, this.#streamContext),
    };
  }

  #newStream(input: StreamInput, plan: Scenario): StreamControl {
    const { journal, settings } = this.#input;
    const stream = new Stream(input, this.#streamContext);
    this.#add(stream);
    const control: StreamControl = new StreamControl(stream, {
      journal,
      clock: this.#clock,
      credentials: this.credentials,
      verdicts: this.verdicts,
      startRefusals: this.startRefusals,
      connectionRefusals: this.connectionRefusals,
      siblings: () => this.#siblings(control),
      succeed: (old) => this.#succeed(old, input, control),
      streamContext: this.#streamContext,
      closing: this.#closing.signal,
      patience: this.#input.virtual?.advanceUntilCancelled.bind(this.#input.virtual) ?? realTimeout,
    });
    this.#controls.set(stream.streamId, control);
    const run = new ScenarioRun(plan, control.stepTarget, settings.logger);
    control.plan(run);
    this.#runs.set(control, run);
    return control;
  }

  #siblings(control: StreamControl): readonly MockMeeting[] {
    const all = new Set(this.#controls.values());
    return [...all].filter((other) => other !== control && other.meeting === control.meeting);
  }

  /** Continues the stream of an app under a new stream id. Its control is found by both ids. */
  #succeed(old: Stream, input: StreamInput, control: StreamControl): Stream {
    const ids = { streamId: this.#ids.streamId(), sessionId: this.#ids.sessionId() };
    const stream = new Stream({ ...input, ...ids, instance: old.instance.number + 1 }, this.#streamContext);
    this.#add(stream);
    this.#controls.set(stream.streamId, control);
    return stream;
  }

  #add(stream: Stream): void {
    this.#created += 1;
    this.#streams.add(stream);
  }

  /** Removes a stream that ended long ago. A meeting that goes on under another stream id stays. */
  #forget(streamId: string): void {
    const control = this.#controls.get(streamId);
    this.#streams.remove(streamId);
    this.verdicts.forget(streamId);
    this.#controls.delete(streamId);
    if (control?.streamId === streamId) this.#runs.delete(control);
  }

  #newMeeting(
    input: MeetingRequest,
    media: MediaSource | undefined,
    scenario: Scenario,
    known: StreamIds | undefined,
    positionMs = 0,
  ): Meeting {
    const product = input.product ?? scenario.product ?? 'meeting';
    const invited = input.participants ?? scenario.participants;
    // The built-in conversation shows the names in its frames.
    const played = media ?? this.#preparations.wrap(builtInConversation({ participants: invited ?? [] }));
    const participants = invited ?? played.participants;
    const source = arrangeSource(
      played,
      participants.map(({ name }) => name),
    );
    return new Meeting(
      {
        product,
        entityId: chooseEntityId(product, input.meetingUuid, known, this.#ids),
        meetingId: input.meetingId ?? this.#ids.digits(),
        sessionKey: input.sessionKey ?? (product === 'session' ? this.#ids.urlSafeId() : undefined),
        topic: input.topic ?? scenario.topic ?? 'rtms-mock meeting',
        hostId: this.#app(this.#clientIds(input)[0], undefined).userId,
        source,
        participants: initialParticipants(scenario, participants),
        waits: this.#input.settings.timelineStart === 'ready',
        positionMs,
      },
      this.#clock,
    );
  }

  /** Current state of the media of a new meeting; `undefined` for the built-in conversation. */
  async #mediaOf(input: MeetingRequest, scenario: Scenario): Promise<MediaSource | undefined> {
    const source = (await requestedMedia(input, scenario, this.openMedia)) ?? this.#input.media;
    return source && this.#preparations.refresh(source);
  }

  /** The meeting with this id, or with a stream of this id. */
  #runningMeeting(id: string): Meeting {
    const stream = this.#streams
      .all()
      .findLast((candidate) => candidate.streamId === id || candidate.meeting.entityId === id);
    if (!stream) throw new UnknownMeetingError(id);
    if (stream.meeting.hasEnded) throw new MeetingEndedError(stream.meeting.entityId);
    return stream.meeting;
  }

  /** See {@link MockServer.meetings}. */
  meetings(): readonly MockMeeting[] {
    this.#ended.expire();
    return [...new Set(this.#controls.values())];
  }

  /** See {@link MockServer.meeting}. */
  meeting(streamId: string): MockMeeting | undefined {
    this.#ended.expire();
    return this.#controls.get(streamId);
  }

  /** See {@link MockServer.hasForgotten}. */
  hasForgotten(streamId: string): boolean {
    return this.#ended.hasForgotten(streamId);
  }

  /** See {@link MockServer.reset}. */
  async reset(): Promise<number> {
    const streams = this.#streams.all();
    for (const run of this.#runs.values()) run.cancel();
    const running = new Set(streams.map(({ meeting }) => meeting).filter(({ hasEnded }) => !hasEnded));
    await Promise.all([...running].map((meeting) => meeting.end(StopReason.STOP_BC_MEETING_ENDED)));
    for (const { streamId } of streams) {
      this.#ended.remove(streamId);
      this.#forget(streamId);
    }
    this.credentials.restore();
    this.startRefusals.clear();
    this.connectionRefusals.clear();
    this.#input.journal.clear();
    this.verdicts.clear();
    this.#created = this.#streams.all().length;
    if (this.#input.settings.seed !== undefined) this.#ids = new IdGenerator(this.#input.settings.seed);
    return running.size;
  }

  /** See {@link MockServer.snapshot}. */
  snapshot(): ServerSnapshot {
    return takeSnapshot(this.#streams.all(), this.#ids.state);
  }

  /** See {@link MockServer.restore}. */
  async restore(given: unknown): Promise<void> {
    const { apps } = this.credentials;
    const { seed, meetings } = readSnapshot(
      given,
      apps.map(({ clientId }) => clientId),
    );
    const requests = meetings.map((saved) => requestOf(saved, this.#input.media?.label));
    const media = await Promise.all(requests.map((request) => this.#mediaOf(request, RESTORED)));
    await this.reset();
    if (seed !== undefined) this.#ids = new IdGenerator(seed);
    const begun = meetings.map(async ({ people, streams, positionMs }, index) => {
      const meeting = this.#newMeeting(requests[index] ?? {}, media[index], RESTORED, undefined, positionMs);
      restorePeople(meeting, people);
      for (const { streamId, clientId, state, ...request } of streams) {
        const app = this.#app(clientId, undefined);
        const input = this.#streamInput(request, { scenario: RESTORED, meeting, app, streamId });
        const control = this.#newStream(input, RESTORED);
        if (state !== 'terminated') await control.begin();
      }
    });
    await Promise.all(begun);
  }

  /** Ends all meetings as the service does, and stops their media. */
  async close(): Promise<void> {
    for (const run of this.#runs.values()) run.cancel();
    const meetings = new Set(this.#streams.all().map(({ meeting }) => meeting));
    const ended = [...meetings].map((meeting) => meeting.end(StopReason.STOP_BC_MEETING_ENDED));
    this.#closing.abort();
    await Promise.all(ended);
    this.#pacer.close();
  }

  /** Cancels conversions and other preparations of media; resolves when all have ended. */
  async endPreparations(): Promise<void> {
    await this.#preparations.close();
  }

  #app(clientId: string | undefined, joined: Meeting | undefined): App {
    const busy = this.#streams.all().filter((stream) => joined && stream.meeting === joined);
    return chooseApp(this.credentials.apps, clientId, new Set(busy.map(({ app }) => app.clientId)));
  }
}
