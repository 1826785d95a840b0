import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import type { StopReason } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { createControlApp } from '../../src/control/app.js';
import { restRouter } from '../../src/rest/rest-app.js';
import type { ControlContext } from '../../src/control/control-context.js';
import { DEV_CREDENTIALS, type Credentials } from '../../src/credentials.js';
import { JournalRecorder } from '../../src/journal.js';
import { advanceTime } from '../../src/server/server-time.js';
import { type MockMeeting, type StartMeetingOptions } from '../../src/server/mock-meeting.js';
import { ActionRefusedError, type MeetingAction } from '../../src/meetings/meeting-action.js';
import type { StepInput } from '../../src/scenarios/steps/index.js';
import type { MediaCounters, StreamStateName, StreamView } from '../../src/meetings/stream-view.js';
import type { HeldMessages } from '../../src/faults/message-holds.js';
import { FigureBook } from '../../src/server/figures.js';
import type { FigureOptions } from '../../src/server/server-api.js';
import { ofSeverity, type Severity, type Verdict } from '../../src/verdicts/verdict.js';
import { createWebhookSender } from '../../src/webhooks/sender.js';
import type { WebhookOutcome } from '../../src/webhooks/webhook-outcome.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';

const NEXT_STATE: { readonly [action in MeetingAction]: StreamStateName } = {
  pause: 'paused',
  resume: 'active',
  stop: 'terminated',
  start: 'active',
  end: 'terminated',
};

/** A meeting that only changes its state. */
export class FakeMeeting implements MockMeeting {
  readonly streamId: string;
  readonly meetingUuid = '4f2kQd8sT0uXy9ZbAa1BcQ==';
  readonly serverUrls = 'ws://127.0.0.1:9092';
  readonly input: StartMeetingOptions;
  readonly siblings: readonly MockMeeting[] = [];
  readonly performed: [MeetingAction, StopReason | undefined][] = [];
  readonly media: { [type: string]: MediaCounters } = {};
  startWebhook: WebhookOutcome | undefined = undefined;
  meetingEnded = false;
  isAnnounced = false;
  state: StreamStateName = 'active';
  onPerform: (action: MeetingAction) => Promise<void> = async () => {};

  constructor(streamId: string, input: StartMeetingOptions) {
    this.streamId = streamId;
    this.input = input;
  }

  sdp: string | undefined;

  sessionDescription(): string | undefined {
    return this.sdp;
  }

  view(): StreamView {
    const { streamId, meetingUuid, serverUrls, state, meetingEnded, input } = this;
    return {
      streamId,
      meetingEnded,
      meetingUuid,
      serverUrls,
      state,
      meetingId: '91234567890',
      topic: input.topic ?? 'A topic',
      product: input.product ?? 'meeting',
      protocol: '2025',
      clientId: 'rtms-mock-client-id',
      operatorId: 'rtms-mock-operator',
      stopReason: null,
      startedAtUnixMs: 1_767_225_600_000,
      endedAtUnixMs: null,
      wasJoined: true,
      webhookUrl: input.webhookUrl ?? null,
      participants: [{ userId: 16778240, name: 'Ada' }],
      connections: [
        {
          id: 's1',
          socket: 'signaling',
          state: 'ready',
          mediaTypes: [],
          ageMs: 5,
          bufferedBytes: 0,
          mediaParams: null,
          media: {},
        },
      ],
      people: [],
      activeSpeaker: 16778240,
      sharer: null,
      held: 0,
      media: this.media,
    };
  }

  async perform(action: MeetingAction, reason?: StopReason): Promise<void> {
    if (action === 'pause' && this.state === 'paused') {
      throw new ActionRefusedError('pause', 'It is paused already.');
    }
    await this.onPerform(action);
    this.performed.push([action, reason]);
    this.state = NEXT_STATE[action];
    if (action === 'end') this.meetingEnded = true;
  }

  pause(): void {
    void this.perform('pause');
  }

  resume(): void {
    void this.perform('resume');
  }

  stop(reason?: StopReason): Promise<void> {
    return this.perform('stop', reason);
  }

  start(): Promise<void> {
    return this.perform('start');
  }

  end(reason?: StopReason): Promise<void> {
    return this.perform('end', reason);
  }

  readonly injected: StepInput[] = [];
  onInject: (step: StepInput) => Promise<void> = async () => {};

  async inject(step: StepInput): Promise<void> {
    await this.onInject(step);
    this.injected.push(step);
  }

  verdicts: readonly Verdict[] = [];

  problems(severity?: Severity): readonly Verdict[] {
    return ofSeverity(this.verdicts, severity);
  }

  watch(): never {
    throw new Error('not part of this double');
  }

  held(): HeldMessages {
    return { breakpoints: [], held: [] };
  }

  releaseHeld(): boolean {
    return false;
  }

  joinLive(): never {
    throw new Error('not part of this double');
  }

  truth(): never {
    throw new Error('not part of this double');
  }

  waitFor(): Promise<undefined> {
    return Promise.reject(new Error('not part of this double'));
  }
}

export interface FakeServerOptions {
  readonly settings?: Partial<ControlContext['settings']>;
  readonly credentials?: Credentials;
  readonly openMedia?: ControlContext['openMedia'];
  readonly trouble?: ControlContext['trouble'];
  readonly pageFolder?: string;
  /** Default: there are no readers, and no figures about them. */
  readonly countLag?: ControlContext['countLag'];
  readonly startMeeting?: (meeting: FakeMeeting) => Promise<void>;
}

/** The HTTP API over a double of the server, on a real port. */
export class FakeServer implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly logger = new RecordedLogger();
  readonly journal = new JournalRecorder(this.clock);
  readonly meetings: FakeMeeting[] = [];
  readonly context: ControlContext;
  readonly #http = createServer();
  /** Verdicts that belong to no stream. */
  verdicts: readonly Verdict[] = [];
  /** Numbers of verdicts by severity and rule. */
  readonly verdictCounts = new Map<Severity, ReadonlyMap<string, number>>();
  port = 0;
  /** Options of the calls of `figures`. */
  readonly figureOptions: (FigureOptions | undefined)[] = [];

  constructor(options: FakeServerOptions) {
    const sender = createWebhookSender({
      secretToken: () => 'token',
      clock: this.clock,
      realClock: this.clock,
      journal: this.journal,
      logger: this.logger,
    });
    this.context = {
      server: {
        signalingUrl: 'ws://127.0.0.1:9092',
        mediaUrl: 'ws://127.0.0.1:8081',
        controlUrl: 'http://127.0.0.1:9092',
        journal: this.journal,
        clock: this.clock,
        credentials: options.credentials ?? DEV_CREDENTIALS,
        startMeeting: async (input = {}) => {
          const meeting = new FakeMeeting(`stream-${this.meetings.length + 1}`, input);
          this.meetings.push(meeting);
          await options.startMeeting?.(meeting);
          return meeting;
        },
        meetings: () => this.meetings,
        problems: (severity) => ofSeverity(this.verdicts, severity),
        figures: (given) => {
          this.figureOptions.push(given);
          const book = new FigureBook(this.journal, this.clock);
          return book.figures({ streams: [], verdicts: new Map() });
        },
        timing: () => undefined,
        hasForgotten: () => false,
        meeting: (streamId) => this.meetings.find((meeting) => meeting.streamId === streamId),
        validateWebhook: (url) => sender.validate(url),
        sendWebhook: (url, body) => sender.send(url, body),
        reset: () => Promise.reject(new Error('not part of this double')),
        snapshot: () => ({ version: 1, seed: null, meetings: [] }),
        restore: () => Promise.reject(new Error('not part of this double')),
        advance: (by) => Promise.resolve().then(() => advanceTime(undefined, 1, by)),
      },
      settings: {
        host: '127.0.0.1',
        publicUrl: undefined,
        protocol: '2025',
        names: [],
        allowOrigins: [],
        mediaShape: 'nested',
        apiToken: undefined,
        webhookUrl: undefined,
        auth: 'required',
        strict: false,
        time: 'real',
        speed: 1,
        unknownMeetings: 'refuse',
        logger: this.logger,
        ...options.settings,
      },
      ...(options.openMedia && { openMedia: options.openMedia }),
      ...(options.countLag && { countLag: options.countLag }),
      ...(options.trouble && { trouble: options.trouble }),
      verdictCounts: (severity) => this.verdictCounts.get(severity) ?? new Map(),
      pageFolder: options.pageFolder ?? '/nowhere',
    };
    this.#http.on('request', createControlApp(this.context, [restRouter(this.context)]));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    this.port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** A meeting that is there already. */
  add(streamId: string, state: StreamStateName = 'active'): FakeMeeting {
    const meeting = new FakeMeeting(streamId, {});
    meeting.state = state;
    this.meetings.push(meeting);
    return meeting;
  }

  get(path: string, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
    return this.call('GET', path, undefined, headers);
  }

  /** Posts JSON; a string is sent unchanged. */
  post(path: string, body: unknown, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
    return this.call('POST', path, body, { 'content-type': 'application/json', ...headers });
  }

  /** Not with `fetch`, which sets `Host` itself. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<Answer> {
    const outgoing = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: false });
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const text = await readAll(response);
    const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      json: isJson ? (JSON.parse(text) as Answer['json']) : undefined,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the answer is not declared as JSON. */
  readonly json: { readonly [key: string]: unknown } | undefined;
}

export function fakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  return new FakeServer(options).listen();
}
