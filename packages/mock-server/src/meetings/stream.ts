import {
  SessionState,
  StopReason,
  StreamState,
  type ContactCenterEvent,
  type Dialect,
  type DialectName,
  type NumericGeneration,
} from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';
import type { App } from '../credentials.js';
import { StreamFaults } from '../faults/stream-faults.js';
import type { AudioBacklog } from './audio-backlog.js';
import { defaultKeepAliveMs, generationOf, type DuplicatePolicy } from '../policies.js';
import { reportRejection } from '../guard.js';
import type { KeepAliveRules } from '../sockets/keep-alive.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import { AppAccess } from './app-access.js';
import { ConnectionLosses } from './connection-losses.js';
import { giveEndNotice } from './end-notice.js';
import type { MediaHandshakeStream } from './handshake-view.js';
import { StreamCounters } from './media-counter.js';
import { MediaBeginning } from './media-beginning.js';
import { stillLost } from './media-loss.js';
import { MediaSockets } from './media-sockets.js';
import type { Meeting } from './meeting.js';
import { Notices } from './notices.js';
import { timeLimits } from './reconnection.js';
import { RefusedMasks } from './refused-masks.js';
import { ServerInstance } from './server-instance.js';
import { SilenceWatch } from './silence.js';
import { SignalingSockets } from './signaling-sockets.js';
import type { StreamContext, StreamInput } from './stream-context.js';
import { encryptionSettings, StreamEncryption } from './stream-encryption.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';
import type { StreamTape } from './stream-tape.js';
import { tapeStream } from './tape-stream.js';
import { mediaFlowIn, resumptionOf, wireState, type MediaFlow } from './stream-state.js';
import { StreamInMeeting } from './stream-in-meeting.js';
import { StreamStateMachine, type StreamCourse } from './stream-state-machine.js';
import { StreamSession } from './stream-session.js';
import type { StreamStateName } from './stream-view.js';
import { createStreamWebhooks, type StreamWebhooks } from './stream-webhooks.js';
import { VideoChoice } from './video-choice.js';

/** Stream of one meeting to one app: its state, its connections, and the notifications of the app. */
export class Stream {
  readonly streamId: string;
  readonly sessionId: string;
  readonly meeting: Meeting;
  readonly app: App;
  /** Protocol as requested. `string` differs from `generation` in its webhooks only. */
  readonly protocol: DialectName;
  readonly generation: NumericGeneration;
  readonly dialect: Dialect;
  readonly webhookUrl: string | undefined;
  /** Server instance that serves the stream now: it determines the URLs. */
  readonly instance: ServerInstance;
  /** Creates and sends the stream's webhooks. */
  readonly webhooks: StreamWebhooks;
  /** User for whom the app runs, `operator_id` of webhooks. */
  readonly operatorId: string;
  /** Participant whose video the app has chosen. */
  readonly videoChoice: VideoChoice;
  /** Cassette that plays in place of the meeting. */
  readonly tape: StreamTape | undefined;
  /** Refusals of media type masks. */
  readonly refusedMasks: RefusedMasks;
  /** Faults that scenario steps have planned. */
  readonly faults: StreamFaults;
  /** Outcome of the last `rtms_started`; `undefined` before the first, and if no webhook is sent. */
  startWebhook: WebhookOutcome | undefined;
  /** Counters of the sent media, by type. */
  readonly counters = new StreamCounters(() => this.#context.figures);
  readonly #context: StreamContext;
  readonly #notices: Notices;
  /** Permissions of the app: URLs, media types and keys. */
  readonly access: AppAccess;
  readonly #signaling: SignalingSockets;
  readonly #media: MediaSockets;
  /** A field, because every packet reads it. */
  #mediaFlow: MediaFlow = 'off';
  readonly #state: StreamStateMachine;
  /** Handles lost sockets. */
  readonly losses: ConnectionLosses;
  readonly silence: SilenceWatch;
  readonly #beginning: MediaBeginning;
  readonly #session: StreamSession;
  #ending: Promise<void> = Promise.resolve();

  constructor(input: StreamInput, context: StreamContext) {
    this.#context = context;
    this.streamId = input.streamId;
    this.sessionId = input.sessionId;
    this.meeting = input.meeting;
    this.app = input.app;
    this.protocol = input.protocol;
    this.generation = generationOf(input.protocol);
    this.dialect = context.dialects[this.generation];
    this.webhookUrl = input.webhookUrl;
    this.#notices = new Notices(this, context);
    this.#session = new StreamSession(this.#notices);
    this.operatorId = input.operator?.userId ?? input.app.userId;
    this.faults = new StreamFaults(context.clock, context.journal, input.streamId);
    this.instance = new ServerInstance(context, input.instance);
    this.webhooks = createStreamWebhooks(input, this, context);
    const encryption = new StreamEncryption(this, encryptionSettings(input, context));
    this.access = new AppAccess(input.app, context, this.instance, encryption);
    this.#signaling = new SignalingSockets(context.settings);
    this.#media = new MediaSockets(context.clock);
    const terminate = (reason: StopReason): void => this.#terminateLater(reason);
    this.silence = new SilenceWatch(this, context);
    this.#state = new StreamStateMachine(input, context, (state) => {
      this.#mediaFlow = mediaFlowIn(state, { keepsMedia: context.settings.keepMediaOnSignalingLoss });
      this.silence.restart();
    });
    // The context is not spread into these parts: V8 would give each object a hidden class of its own, larger than it.
    const { clock } = context;
    this.losses = new ConnectionLosses(context, {
      streamId: input.streamId,
      generation: this.generation,
      state: this.#state,
      signaling: this.#signaling,
      media: this.#media,
      notices: this.#notices,
      webhooks: this.webhooks,
      isRecorded: (connectionId) => this.tape?.hasClosed(connectionId) === true,
      terminate,
    });
    const hasMedia = (): boolean => !this.#media.isEmpty;
    this.refusedMasks = new RefusedMasks({ clock, generation: this.generation, hasMedia, terminate });
    this.#beginning = new MediaBeginning(context, {
      streamId: input.streamId,
      meeting: input.meeting,
      media: this.#media,
      notices: this.#notices,
      signaling: this.#signaling,
      isAwaited: () => this.#state.current.name === 'signaling',
      open: (sockets) => this.#openMedia(sockets),
    });
    this.videoChoice = new VideoChoice(input.meeting, this.#media);
    const hooks = { clock, session: this.#session, terminate, close: () => this.#closeSockets() };
    this.tape = input.createTape?.(tapeStream(this, this.#state, hooks));
    input.meeting.addStream(this);
    input.meeting.follow(new StreamInMeeting(this, context, this.#notices, this.#media));
  }

  /** Name of the current state. */
  get state(): StreamStateName {
    return this.#state.current.name;
  }

  /** Times of start and end, and whether an app has joined. */
  get course(): StreamCourse {
    return this.#state.course;
  }

  /** Stop reason of a terminated stream. */
  get stopReason(): StopReason | undefined {
    return this.#state.current.name === 'terminated' ? this.#state.current.reason : undefined;
  }

  /** State of the session on the wire. */
  get sessionState(): SessionState {
    return this.#session.state;
  }

  /** Handling of media that is due. */
  get mediaFlow(): MediaFlow {
    return this.#mediaFlow;
  }

  /** State of the stream on the wire. */
  get streamState(): StreamState {
    return wireState(this.#state.current);
  }

  /** Open signaling connections, oldest first. */
  get signalingConnections(): readonly SignalingSocket[] {
    return this.#signaling.all;
  }

  /** Open media connections, oldest first. */
  get mediaConnections(): readonly MediaSocket[] {
    return this.#media.all;
  }

  /** Start of the audio that the app has not received yet. */
  get audioBacklog(): AudioBacklog {
    return this.#media.audioBacklog;
  }

  /** True while a client on a signaling connection speaks the string generation. */
  get hasStringClient(): boolean {
    if (this.#state.current.name === 'terminated') return false;
    return this.#signaling.all.some(({ channel }) => channel.dialect.name === 'string');
  }

  /** Rules for the keep-alives of the stream's sockets. */
  get keepAliveRules(): KeepAliveRules {
    const { keepAliveMs, strict } = this.#context.settings;
    return { intervalMs: keepAliveMs ?? defaultKeepAliveMs(this.generation), strict };
  }

  /** Returns the properties that a handshake is checked against. */
  handshakeView(): MediaHandshakeStream {
    return this.access.handshakeView(this, {
      ended: this.#state.current.name === 'terminated',
      hasSignaling: !this.#signaling.isEmpty,
    });
  }

  /**
   * Starts the stream, also again: sends `rtms_started` and resolves when its outcome is known. The app may connect before
   * the webhook is answered.
   */
  async begin(): Promise<void> {
    await this.#ending;
    const { clock } = this.#context;
    if (this.webhooks.announcesMeeting) await this.webhooks.announceMeeting('started', clock.unixMs());
    this.#beginning.set(this.meeting.streamStartMs(clock.now()));
    this.#session.set(SessionState.INACTIVE);
    const connectMs = withRealTimeFloor(clock, timeLimits(this.generation).connectMs);
    const end = (): void => this.#terminateLater(StopReason.STOP_BC_CONNECTION_TIMEOUT);
    this.#state.transition({
      name: 'created',
      resumeTo: resumptionOf(this.#state.current),
      timeout: this.webhooks.hasReceiver ? clock.after(connectMs, end) : () => {},
    });
    this.startWebhook = await this.webhooks.started(this.#beginning.unixMs, this.tape?.begin());
  }

  /** Sends `rtms_started` again, as after a slow response (PROTOCOL.md §6.1). Resolves with its outcome. */
  announceAgain(): Promise<WebhookOutcome | undefined> {
    return this.webhooks.started(this.#beginning.unixMs);
  }

  /** Simulates the loss of the server instance (PROTOCOL.md §14.2): all sockets break, and the stream starts again. */
  async moveToNewInstance(): Promise<void> {
    if (this.#state.current.name === 'terminated') return;
    this.#terminateSockets();
    this.instance.number += 1;
    await this.begin();
  }

  /** Ends the stream without any notification, because a stream on another server instance replaces it. */
  terminateSilently(goesOn?: 'elsewhere'): void {
    if (this.#state.current.name === 'terminated') return;
    this.#terminateSockets();
    this.#state.transition({ name: 'terminated', reason: StopReason.STOP_BC_EXIT_SIGNAL, goesOn });
  }

  #terminateSockets(): void {
    this.tape?.stop();
    this.refusedMasks.forget();
    this.#beginning.stopEvents();
    this.#media.terminate();
    this.#signaling.terminate();
  }

  /** Sends an event of a Contact Center engagement to connections that have subscribed to it. */
  sendContactCenterEvent(event: ContactCenterEvent): void {
    this.#notices.contactCenterEvent(event);
  }

  /**
   * Adds a signaling connection that has completed its handshake. With `bufferData` false, the app does not receive audio
   * of before the handshake (PROTOCOL.md §14.4).
   */
  attachSignaling(connection: SignalingSocket, bufferData = true): void {
    const { duplicatePolicy } = this.#context.settings;
    if (duplicatePolicy === 'allow' && !this.#signaling.isEmpty) {
      this.#signaling.add(connection);
      return this.#beginning.announceTo(connection);
    }
    this.#media.closeOrphans();
    this.#signaling.replace(connection);
    if (this.#state.current.name === 'created' && (!bufferData || !this.webhooks.hasReceiver)) {
      this.#beginning.set();
    }
    this.#state.transition({ name: 'signaling', resumeTo: resumptionOf(this.#state.current) });
    this.#beginning.announceTo(connection);
    if (this.#session.state === SessionState.INACTIVE) this.#session.change(SessionState.INITIALIZE);
    this.#beginning.followEvents();
    this.tape?.signalingOpened();
  }

  /**
   * Adds a media connection that has completed its handshake. With the policy `replace`, those that carry one of its types
   * are closed.
   */
  attachMedia(connection: MediaSocket, duplicatePolicy: DuplicatePolicy): void {
    this.refusedMasks.forget();
    if (duplicatePolicy === 'replace') this.#media.replaceWith(connection);
    else this.#media.add(connection);
    this.silence.restart();
  }

  /**
   * Handles CLIENT_READY_ACK: starts media on all media sockets that have completed their handshake. Later sockets need
   * another CLIENT_READY_ACK (PROTOCOL.md §8.2). A meeting that waits for its first app starts when the media is prepared.
   */
  ready(): void {
    this.#state.appIsReady();
    this.#beginning.ready();
  }

  #openMedia(sockets: readonly MediaSocket[]): void {
    for (const socket of sockets) socket.open();
    this.tape?.ready();
    const state = this.#state.current;
    if (state.name === 'interrupted') {
      if (state.lost === 'signaling') return;
      const losses = stillLost(state.losses, this.#media.types);
      if (losses.length > 0) return this.#state.update({ ...state, losses });
    } else if (state.name !== 'signaling') return;
    const isNew = this.#session.state === SessionState.INITIALIZE;
    this.#state.transition({ name: isNew ? 'active' : state.resumeTo });
    if (isNew) {
      this.#session.change(SessionState.STARTED, StreamState.ACTIVE);
      // It was paused on the server instance before.
      if (state.resumeTo === 'paused') this.pause();
    } else {
      this.#notices.streamState(state.resumeTo === 'active' ? StreamState.ACTIVE : StreamState.PAUSED);
    }
  }

  /** Pauses media. Returns false if the stream is not active. */
  pause(): boolean {
    if (this.#state.current.name !== 'active') return false;
    this.tape?.pause();
    this.#state.transition({ name: 'paused' });
    this.#session.change(SessionState.PAUSED, StreamState.PAUSED);
    return true;
  }

  /** Resumes media. Returns false if the stream is not paused. */
  resume(): boolean {
    if (this.#state.current.name !== 'paused') return false;
    this.#state.transition({ name: 'active' });
    this.#session.change(SessionState.RESUMED, StreamState.RESUMED);
    this.tape?.resume();
    return true;
  }

  /**
   * Ends the stream: media stops at once, the app is notified on signaling and by webhook, then the sockets are closed.
   * Published apps reconnect if sockets close before they know the reason, so the sockets stay open until the receiver of
   * `rtms_stopped` has responded or has exceeded its time. Resolves when the sockets are closed.
   */
  terminate(reason: StopReason): Promise<void> {
    this.tape?.stop();
    if (this.#state.current.name === 'terminated') return this.#ending;
    this.refusedMasks.forget();
    this.#signaling.forgetSubscriptions();
    this.#beginning.stopEvents();
    this.#state.transition({ name: 'terminated', reason });
    this.faults.holds.close();
    if (reason === StopReason.STOP_BC_MEETING_ENDED) this.#notices.allParticipantsLeft();
    this.#session.change(SessionState.STOPPED, StreamState.TERMINATED, reason);
    this.#ending = this.#closeAfterWebhook(reason);
    return this.#ending;
  }

  /** As {@link terminate}, for timers and messages, where nothing waits for the end. */
  #terminateLater(reason: StopReason): void {
    const { streamId } = this;
    reportRejection(this.terminate(reason), this.#context, `stream ${streamId} has not ended`, { streamId });
  }

  /** Ends the stream because the app has requested it on signaling. */
  closeByRequest(): void {
    this.#terminateLater(StopReason.STOP_BC_RECEIVER_REQUEST_CLOSE);
  }

  async #closeAfterWebhook(reason: StopReason): Promise<void> {
    const endedMs = this.#context.clock.unixMs();
    const sendStopped = (): Promise<unknown> => this.webhooks.stopped(reason, endedMs);
    await giveEndNotice(this.#context, this.#signaling, this.webhooks.hasReceiver ? sendStopped : undefined);
    this.#closeSockets();
  }

  #closeSockets(): void {
    this.#media.close();
    this.#signaling.close();
  }

  /** Sends the current state to a connection that has subscribed to event types. */
  sendCurrentState(connection: SignalingSocket, types: readonly number[]): void {
    this.#notices.currentState(connection, types);
  }
}
