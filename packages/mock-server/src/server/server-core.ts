/** Meetings, streams and connections without a network: sockets and the sender of webhooks are passed in. */
import { createMediaFrameWriterFactory, type Socket } from '@rtms-mock/protocol';
import { realMs, realTimeout, wallClockSeconds } from '../clock.js';
import type { App } from '../credentials.js';
import { ConnectionRefusals } from '../faults/connection-refusals.js';
import { StartRefusals } from '../faults/start-refusals.js';
import { Guard, guardedClock, reportInternalError } from '../guard.js';
import { followJournal, type AppRoutes } from '../sockets/gateway.js';
import type { JournalEntry } from '../journal.js';
import { MediaConnection } from '../media/delivery/media-connection.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { Pacer } from '../media/pacer.js';
import { IdGenerator } from '../meetings/ids.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import { readMeetingInput, type MeetingRequest } from './meeting-input.js';
import type { Meeting } from '../meetings/meeting.js';
import { chooseApp } from './choose-app.js';
import { checkedClock } from './checked-clock.js';
import { Connections } from './connections.js';
import { HeldStreams } from './held-streams.js';
import { MeetingFactory, type MeetingParts } from './meeting-factory.js';
import { MeetingTapes } from './meeting-tapes.js';
import { createDialects } from './dialects.js';
import { createStream } from './create-stream.js';
import { RotatingCredentials } from './rotating-credentials.js';
import { RESTORED, takeSnapshot, type ServerSnapshot } from './snapshot.js';
import { SavedMeetings } from './saved-meetings.js';
import { scenarioOf } from './scenario-patterns.js';
import type { ServerCoreInput } from './server-core-input.js';
import { StreamControl, type StreamControlContext } from './stream-control.js';
import { streamInput, type StreamParts } from './stream-input.js';
import type { StreamContext, StreamInput } from '../meetings/stream-context.js';
import type { Stream } from '../meetings/stream.js';
import { ScenarioRun } from '../scenarios/runner.js';
import type { Scenario } from '../scenarios/scenario.js';
import { SignatureAdviser } from '../signaling/signature-adviser.js';
import { openDatagramSocket } from '../sockets/udp-socket.js';
import { SignalingConnection } from '../signaling/signaling-connection.js';
import type { Severity } from '../verdicts/verdict.js';
import { VerdictBook } from '../verdicts/verdict-book.js';
import { verdictLog } from '../verdicts/verdict-log.js';

/** The service: starts meetings and connects sockets to them. */
export class ServerCore {
  readonly #input: ServerCoreInput;
  /** The credentials of the settings, with the secrets that steps have changed. */
  readonly credentials: RotatingCredentials;
  readonly #pacer: Pacer;
  readonly #ids: IdGenerator;
  readonly #streams: HeldStreams;
  readonly #meetings: MeetingFactory;
  readonly #streamContext: StreamContext;
  readonly #closing = new AbortController();
  readonly #signatures: SignatureAdviser;
  readonly #tapes: MeetingTapes;
  /** Planned refusals of starts by REST. */
  readonly startRefusals = new StartRefusals();
  /** Planned refusals of connections. */
  readonly connectionRefusals: ConnectionRefusals;
  /** Judges the apps by the journal. */
  readonly verdicts: VerdictBook;
  readonly #connections: Connections;
  readonly #controlContext: StreamControlContext;
  /** The meetings as plain data. */
  readonly saved: SavedMeetings;

  constructor(input: ServerCoreInput) {
    const { journal, webhooks } = input;
    this.#input = input;
    this.#connections = new Connections(input.virtual, input.numbers?.connection);
    this.#tapes = new MeetingTapes(input.settings);
    this.credentials = new RotatingCredentials(input.settings.credentials);
    this.connectionRefusals = new ConnectionRefusals(journal);
    const settings = { ...input.settings, credentials: this.credentials };
    if (settings.speed === 'max') input.virtual?.runFreelyWhile(() => this.#streams.isAnyRunning);
    const report = (error: unknown): void =>
      reportInternalError({ journal, logger: settings.logger }, error, 'a timer failed');
    const clock = guardedClock(input.clock, report);
    // Not the guarded clock: the pacer catches exceptions itself, and its wake-ups must not allocate more.
    this.#pacer = new Pacer(checkedClock(input.virtual?.media ?? input.clock, input.beforeMedia), report);
    this.#ids = new IdGenerator(settings.seed);
    this.#signatures = new SignatureAdviser({
      clock,
      credentials: () => settings.credentials,
      streams: () => this.#streams.all(),
    });
    if (settings.rejectStart !== undefined) {
      this.startRefusals.plan(undefined, { code: settings.rejectStart }, 1);
    }
    this.#meetings = new MeetingFactory({
      ids: this.#ids,
      clock,
      openMedia: input.openMedia,
      media: input.media,
      waits: settings.timelineStart === 'ready',
    });
    this.#streams = new HeldStreams({
      nowSeconds: wallClockSeconds,
      onForgotten: (streamId) => this.verdicts.forget(streamId),
    });
    this.saved = this.#savedMeetings(input);
    this.verdicts = new VerdictBook({
      speed: input.clock.speed ?? 1,
      ...(input.virtual && { realNowMs: realMs }),
      onVerdict: verdictLog(settings.logger),
    });
    this.#followJournal(input);
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
      figures: input.figures,
      elsewhere: input.elsewhere,
      signalingUrl: input.signalingUrl,
      mediaUrl: input.mediaUrl,
    };
    this.#controlContext = this.#newControlContext();
  }

  #followJournal({ journal, settings: { logger } }: ServerCoreInput): void {
    const judging = new Guard((error) => reportInternalError({ journal, logger }, error, 'verdicts end'));
    journal.subscribe(judging.handler((entry: JournalEntry) => this.verdicts.add(entry)));
    journal.subscribe(({ kind, type, streamId }) => {
      if (kind === 'state' && streamId !== undefined) this.#streams.stateReached(streamId, type);
    });
  }

  #savedMeetings({ media }: ServerCoreInput): SavedMeetings {
    return new SavedMeetings({
      streams: this.#streams,
      defaultMedia: media?.label,
      clientIds: () => this.credentials.apps.map(({ clientId }) => clientId),
      app: (clientId) => this.#app(clientId, undefined),
      mediaOf: (request) => this.#meetings.mediaOf(request, RESTORED),
      newMeeting: (request, parts) => this.#newMeeting(request, RESTORED, { ...parts, known: undefined }),
      streamInput: (request, parts) => this.#streamInput(request, parts),
      newStream: (input, plan) => this.#newStream(input, plan),
    });
  }

  /** Opens recordings that requests and scenarios name, until the server stops. */
  get openMedia(): OpenMedia | undefined {
    return this.#meetings.openMedia;
  }

  /** All streams, oldest first; ended ones too, until they are forgotten. */
  get streams(): readonly Stream[] {
    return this.#streams.all();
  }

  /** Handlers of opened sockets. */
  get routes(): AppRoutes {
    const context = {
      ...this.#streamContext,
      defaultProtocol: this.#input.settings.protocol,
      findStream: (streamId: string) => this.#streams.find(streamId),
      allStreams: () => this.#streams.all(),
      hasLeft: (streamId: string) => this.#streams.hasLeft(streamId),
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
    const joined = request.meeting === undefined ? undefined : this.#streams.runningMeeting(request.meeting);
    const { settings } = this.#input;
    const { input, scenario, tape } = this.#tapes.plan(
      request,
      request.scenario ?? scenarioOf(settings.scenarioFor, request) ?? settings.scenario,
      joined,
    );
    const clientIds = this.#clientIds(input);
    const media = joined ? undefined : (tape?.source ?? (await this.#meetings.mediaOf(input, scenario)));
    // No await from here to the registry, so that no other meeting takes the same ids.
    const known = this.credentials.streams[this.#streams.created];
    const meeting = joined ?? this.#newMeeting(input, scenario, { media, known });
    this.#tapes.assign(meeting, tape);
    const [first, ...others] = clientIds.map((clientId, index) => {
      const app = this.#app(clientId, index > 0 ? meeting : joined);
      const streamId = this.credentials.streams[this.#streams.created]?.streamId;
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

  #newControlContext(): StreamControlContext {
    const { journal, playedBy = {}, virtual } = this.#input;
    return {
      journal,
      clock: this.#streamContext.clock,
      credentials: this.credentials,
      verdicts: this.verdicts,
      startRefusals: this.startRefusals,
      connectionRefusals: this.connectionRefusals,
      siblings: (control) => this.#streams.siblings(control),
      playedBy,
      streamContext: this.#streamContext,
      closing: this.#closing.signal,
      patience: virtual?.advanceUntilCancelled.bind(virtual) ?? realTimeout,
    };
  }

  #newStream(input: StreamInput, plan: Scenario): StreamControl {
    const stream = createStream(input, this.#streamContext);
    this.#streams.add(stream);
    const control: StreamControl = new StreamControl(stream, this.#controlContext, (old) =>
      this.#succeed(old, input, control),
    );
    this.#streams.control(stream.streamId, control);
    const run = new ScenarioRun(plan, control, this.#input.settings.logger, () =>
      this.#streams.changed(control.streamId),
    );
    control.plan(run);
    this.#streams.run(control, run);
    return control;
  }

  /** Continues the stream of an app under a new stream id. Its control is found by both ids. */
  #succeed(old: Stream, input: StreamInput, control: StreamControl): Stream {
    const ids = { streamId: this.#ids.streamId(), sessionId: this.#ids.sessionId() };
    const stream = createStream({ ...input, ...ids, instance: old.instance.number + 1 }, this.#streamContext);
    this.#streams.add(stream);
    this.#streams.control(stream.streamId, control);
    return stream;
  }

  #newMeeting(input: MeetingRequest, scenario: Scenario, parts: Omit<MeetingParts, 'host'>): Meeting {
    const host = this.#app(this.#clientIds(input)[0], undefined);
    return this.#meetings.create(input, scenario, { ...parts, host });
  }

  /** Parts of the HTTP API that come from here. */
  get apiParts() {
    const { openMedia, verdicts, saved } = this;
    return {
      ...(openMedia && { openMedia }),
      verdictCounts: (severity: Severity) => verdicts.countsOf(severity),
      isContinued: (meeting: MockMeeting) => saved.isContinued(meeting),
      forgottenMedia: () => this.#streams.forgottenMedia.view(),
    };
  }

  /** See {@link MockServer.meetings}. */
  meetings(): readonly MockMeeting[] {
    return this.#streams.controls();
  }

  /** See {@link MockServer.meeting}. */
  meeting(streamId: string): MockMeeting | undefined {
    return this.#streams.controlOf(streamId);
  }

  /** See {@link MockServer.hasForgotten}. */
  hasForgotten(streamId: string): boolean {
    return this.#streams.hasForgotten(streamId);
  }

  /** See {@link MockServer.reset}. */
  async reset(): Promise<number> {
    const ended = await this.#streams.clear();
    this.credentials.restore();
    this.startRefusals.clear();
    this.connectionRefusals.clear();
    this.#input.journal.clear();
    this.verdicts.clear();
    if (this.#input.settings.seed !== undefined) this.#ids.restart(this.#input.settings.seed);
    return ended;
  }

  /** See {@link MockServer.snapshot}. */
  snapshot(): ServerSnapshot {
    return takeSnapshot(this.#streams.all(), this.#ids.state);
  }

  /** See {@link MockServer.restore}. */
  async restore(given: unknown): Promise<void> {
    const { seed, meetings } = this.saved.read(given);
    const prepared = await this.saved.prepare(meetings);
    await this.reset();
    if (seed !== undefined) this.#ids.restart(seed);
    await this.saved.begin(prepared);
  }

  /** Ends all meetings as the service does, and stops their media. */
  async close(): Promise<void> {
    const ended = this.#streams.end();
    this.#closing.abort();
    await ended;
    this.#pacer.close();
  }

  /** Cancels conversions and other preparations of media; resolves when all have ended. */
  async endPreparations(): Promise<void> {
    await this.#meetings.endPreparations();
  }

  #app(clientId: string | undefined, joined: Meeting | undefined): App {
    const busy = this.#streams.all().filter((stream) => joined && stream.meeting === joined);
    return chooseApp(this.credentials.apps, clientId, new Set(busy.map(({ app }) => app.clientId)));
  }
}
