import {
  EventType,
  SessionState,
  StopReason,
  StreamState,
  type Cancel,
  type ContactCenterEvent,
  type Dialect,
  type DialectName,
  type NumericGeneration,
  type MediaServerUrls,
} from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import { StreamFaults } from '../faults/stream-faults.js';
import type { AudioBacklog } from './audio-backlog.js';
import { defaultKeepAliveMs, generationOf, type DuplicatePolicy } from '../policies.js';
import type { KeepAliveRules } from '../sockets/keep-alive.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import { AppAccess } from './app-access.js';
import type { MediaHandshakeStream } from './handshake-view.js';
import { MediaCounters } from './media-counter.js';
import { isLoss, stillLost, type MediaEnding, type MediaLoss } from './media-loss.js';
import { MediaSockets } from './media-sockets.js';
import type { Meeting } from './meeting.js';
import { followSourceEvents } from './source-events.js';
import { Notices } from './notices.js';
import { awaitEndNotice } from './end-notice.js';
import { timeLimits, windowReason, type LossCause } from './reconnection.js';
import { SignalingSockets } from './signaling-sockets.js';
import type { StreamContext, StreamInput } from './stream-context.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';
import {
  mediaFlowIn,
  resumptionOf,
  timersOf,
  wireState,
  type MediaFlow,
  type State,
} from './stream-state.js';
import type { StreamStateName } from './stream-view.js';
import { webhooksOf, type StreamWebhooks } from './stream-webhooks.js';
import { VideoChoice } from './video-choice.js';

/** What one app receives of one meeting: its state, its connections, what it is told. */
export class Stream {
  readonly streamId: string;
  readonly sessionId: string;
  readonly meeting: Meeting;
  readonly app: App;
  /** As chosen; `string` differs from `generation` in its webhooks only. */
  readonly protocol: DialectName;
  readonly generation: NumericGeneration;
  readonly dialect: Dialect;
  readonly webhookUrl: string | undefined;
  /** Whose video the app has chosen. */
  readonly videoChoice: VideoChoice;
  /** What a scenario has go wrong. */
  readonly faults: StreamFaults;
  /** What came of the last `rtms_started`. */
  startWebhook: WebhookOutcome | undefined;
  /** What was sent of each media type. */
  readonly counters = new MediaCounters();
  readonly #context: StreamContext;
  readonly #notices: Notices;
  readonly #webhooks: StreamWebhooks;
  readonly #access: AppAccess;
  readonly #signaling = new SignalingSockets();
  readonly #media: MediaSockets;
  #state: State = { name: 'created', timeout: () => {} };
  #sessionState: SessionState = SessionState.INACTIVE;
  #stopMoments: Cancel = () => {};
  #startedUnixMs: number;
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
    this.#startedUnixMs = context.clock.unixMs();
    this.#notices = new Notices(this, context);
    this.#webhooks = webhooksOf(input, context);
    this.#access = new AppAccess(input.app, this.generation, context);
    this.#media = new MediaSockets(context.clock);
    this.videoChoice = new VideoChoice(input.meeting, this.#media);
    this.faults = new StreamFaults(context.clock);
    input.meeting.addStream(this);
    input.meeting.onEvent((event) => this.#notices.event(event));
    input.meeting.onEnd((reason) => this.#endWithMeeting(reason));
  }

  get state(): StreamStateName {
    return this.#state.name;
  }

  get stopReason(): StopReason | undefined {
    return this.#state.name === 'terminated' ? this.#state.reason : undefined;
  }

  get sessionState(): SessionState {
    return this.#sessionState;
  }

  /** State as the wire numbers it. */
  get streamState(): StreamState {
    return wireState(this.#state);
  }

  /** What becomes of media that is due. */
  get mediaFlow(): MediaFlow {
    return mediaFlowIn(this.#state, { keepsMedia: this.#context.settings.keepMediaOnSignalingLoss });
  }

  get signalingConnections(): readonly SignalingSocket[] {
    return this.#signaling.all;
  }

  get mediaConnections(): readonly MediaSocket[] {
    return this.#media.all;
  }

  /** From when on the app is still to get audio. */
  get audioBacklog(): AudioBacklog {
    return this.#media.audioBacklog;
  }

  /** A signaling client of it speaks the string generation. */
  get hasStringClient(): boolean {
    if (this.#state.name === 'terminated') return false;
    return this.#signaling.all.some(({ channel }) => channel.dialect.name === 'string');
  }

  get keepAliveRules(): KeepAliveRules {
    const { keepAliveMs, strict } = this.#context.settings;
    return { intervalMs: keepAliveMs ?? defaultKeepAliveMs(this.generation), strict };
  }

  mediaUrls(): MediaServerUrls {
    return this.#access.mediaUrls();
  }

  /** What a handshake is judged against. */
  handshakeView(): MediaHandshakeStream {
    return {
      entityId: this.meeting.entityId,
      app: this.#access.app,
      ended: this.#state.name === 'terminated',
      hasSignaling: !this.#signaling.isEmpty,
      generation: this.generation,
      scope: this.#access.scope,
      openTypes: this.mediaConnections.map((connection) => connection.mask),
    };
  }

  /** Sends `rtms_started` and waits for its outcome. The app may connect before it has answered. */
  async begin(): Promise<void> {
    await this.#ending;
    const startMs = this.meeting.streamStartMs(this.#context.clock.now());
    this.#startedUnixMs = this.meeting.unixMsAt(this.meeting.positionMs(startMs));
    this.audioBacklog.keepFrom(startMs);
    this.#sessionState = SessionState.INACTIVE;
    const { connectMs } = timeLimits(this.generation);
    this.#become({
      name: 'created',
      timeout:
        this.webhookUrl === undefined
          ? () => {}
          : this.#context.clock.after(connectMs, () => {
              void this.terminate(StopReason.STOP_BC_CONNECTION_TIMEOUT);
            }),
    });
    this.startWebhook = await this.#webhooks.started(this.#startedUnixMs);
  }

  /** Sends `rtms_started` once more, as after a slow answer (PROTOCOL.md §6.1). Resolves with its outcome. */
  announceAgain(): Promise<WebhookOutcome | undefined> {
    return this.#webhooks.started(this.#startedUnixMs);
  }

  /**
   * The server instance is lost (PROTOCOL.md §14.2): every socket breaks, and the app is told to start over.
   */
  async moveToNewInstance(): Promise<void> {
    if (this.#state.name === 'terminated') return;
    this.#breakEverything();
    await this.begin();
  }

  /** The server instance is lost, and another stream takes this one's place: nobody is told anything. */
  terminateSilently(): void {
    if (this.#state.name === 'terminated') return;
    this.#breakEverything();
    this.#become({ name: 'terminated', reason: StopReason.STOP_BC_EXIT_SIGNAL });
  }

  #breakEverything(): void {
    this.#stopMoments();
    this.#media.cut();
    this.#signaling.cut();
  }

  /** Sends an event of a Contact Center engagement to the app, when it wants it. */
  sendContactCenterEvent(event: ContactCenterEvent): void {
    this.#notices.contactCenterEvent(event);
  }

  /** `bufferData` false: the app does not want what was said before (PROTOCOL.md §14.4). */
  attachSignaling(connection: SignalingSocket, bufferData = true): void {
    const { duplicatePolicy } = this.#context.settings;
    if (duplicatePolicy === 'allow' && !this.#signaling.isEmpty) {
      this.#signaling.add(connection);
      return this.#notices.firstPacket(this.#startedUnixMs, connection);
    }
    this.#media.closeOrphans();
    this.#signaling.replace(connection);
    if (this.#state.name === 'created' && (!bufferData || this.webhookUrl === undefined)) {
      this.#startBufferingNow();
    }
    this.#become({ name: 'signaling', resumeTo: resumptionOf(this.#state) });
    this.#notices.firstPacket(this.#startedUnixMs, connection);
    if (this.#sessionState === SessionState.INACTIVE) this.#changeSession(SessionState.INITIALIZE);
    this.#stopMoments();
    const nowMs = this.#context.clock.now();
    this.#stopMoments = followSourceEvents(this.meeting, this.#context.pacer, nowMs, {
      tell: (event) => this.#notices.moment(event),
      onFailure: (error) =>
        this.#context.logger.log('error', `no more events of stream ${this.streamId}: ${String(error)}`),
    });
  }

  #startBufferingNow(): void {
    const { clock } = this.#context;
    this.audioBacklog.keepFrom(clock.now());
    this.#startedUnixMs = clock.unixMs();
  }

  /** `duplicatePolicy`: what becomes of media connections that carry a type of this one. */
  attachMedia(connection: MediaSocket, duplicatePolicy: DuplicatePolicy): void {
    if (duplicatePolicy === 'replace') this.#media.replaceWith(connection);
    else this.#media.add(connection);
  }

  /**
   * CLIENT_READY_ACK: opens every media socket that has shaken hands; later ones open with later ACKs
   * (PROTOCOL.md §8.2).
   */
  ready(): void {
    this.#media.open();
    const state = this.#state;
    if (state.name === 'interrupted') {
      if (state.lost === 'signaling') return;
      const losses = stillLost(state.losses, this.#media.types);
      if (losses.length > 0) return this.#move({ ...state, losses });
    } else if (state.name !== 'signaling') return;
    this.#become({ name: state.resumeTo });
    if (this.#sessionState === SessionState.INITIALIZE) {
      this.#changeSession(SessionState.STARTED, StreamState.ACTIVE);
    } else {
      this.#notices.streamState(state.resumeTo === 'active' ? StreamState.ACTIVE : StreamState.PAUSED);
    }
  }

  pause(): boolean {
    if (this.#state.name !== 'active') return false;
    this.#become({ name: 'paused' });
    this.#changeSession(SessionState.PAUSED, StreamState.PAUSED);
    return true;
  }

  resume(): boolean {
    if (this.#state.name !== 'paused') return false;
    this.#become({ name: 'active' });
    this.#changeSession(SessionState.RESUMED, StreamState.RESUMED);
    return true;
  }

  /**
   * Ends the stream: media stops at once, the app is told on signaling and by webhook, then the sockets
   * close. Published apps reconnect when sockets close before they know why, so the receiver of
   * `rtms_stopped` gets a moment to answer.
   */
  terminate(reason: StopReason): Promise<void> {
    if (this.#state.name === 'terminated') return this.#ending;
    this.#stopMoments();
    this.#become({ name: 'terminated', reason });
    if (reason === StopReason.STOP_BC_MEETING_ENDED) this.#notices.everybodyLeft();
    this.#changeSession(SessionState.STOPPED, StreamState.TERMINATED, reason);
    this.#ending = this.#closeAfterWebhook(reason);
    return this.#ending;
  }

  #endWithMeeting(reason: StopReason): Promise<void> {
    if (this.#state.name === 'terminated') {
      const explanation = `The meeting of stream ${this.streamId}, which had stopped, is over.`;
      const { streamId } = this;
      this.#context.journal.record({
        kind: 'note',
        type: 'meeting-ended',
        streamId,
        detail: { explanation },
      });
    }
    return this.terminate(reason);
  }

  async #closeAfterWebhook(reason: StopReason): Promise<void> {
    const told = this.#webhooks.stopped(reason, this.#context.clock.unixMs());
    await awaitEndNotice(told, this.#signaling.isEmpty ? 0 : this.#context.settings.endNoticeMs);
    this.#media.close();
    this.#signaling.close();
  }

  detachSignaling(connection: SignalingSocket, cause: LossCause): void {
    if (!this.#signaling.remove(connection) || !this.#signaling.isEmpty) return;
    if (this.#state.name === 'terminated') return;
    const { signalingWindowMs } = timeLimits(this.generation);
    this.#become({
      name: 'interrupted',
      lost: 'signaling',
      resumeTo: resumptionOf(this.#state),
      window: this.#endAfter(signalingWindowMs, 'signaling', cause),
    });
    void this.#webhooks.interrupted(this.#context.clock.unixMs());
    if (this.#context.settings.keepMediaOnSignalingLoss) return;
    // The documents count media as interrupted too, so it has to be set up anew (PROTOCOL.md §14.2).
    this.#media.orphan();
  }

  detachMedia(connection: MediaSocket, ending: MediaEnding): void {
    if (!this.#media.remove(connection) || !isLoss(ending, !this.#media.isEmpty)) return;
    if (ending.audioDueMs !== undefined) this.audioBacklog.keepFrom(ending.audioDueMs);
    const state = this.#state;
    if (state.name === 'active' || state.name === 'paused') {
      this.#loseMedia(connection, ending.cause, []);
      this.#notices.streamState(StreamState.INTERRUPTED, StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED);
    } else if (state.name === 'interrupted' && state.lost === 'media') {
      this.#loseMedia(connection, ending.cause, state.losses);
    }
  }

  #loseMedia({ mask, mediaTypes }: MediaSocket, cause: LossCause, earlier: readonly MediaLoss[]): void {
    const { mediaWindowMs } = timeLimits(this.generation);
    this.#become({
      name: 'interrupted',
      lost: 'media',
      resumeTo: resumptionOf(this.#state),
      losses: [...earlier, { mediaTypes, window: this.#endAfter(mediaWindowMs, 'media', cause) }],
    });
    this.#notices.event({
      event_type: EventType.MEDIA_CONNECTION_INTERRUPTED,
      timestamp: this.#context.clock.unixMs(),
      media_type: mask,
    });
  }

  /** The app has so long to come back. */
  #endAfter(windowMs: number, lost: 'signaling' | 'media', cause: LossCause): Cancel {
    return this.#context.clock.after(windowMs, () => {
      void this.terminate(windowReason(this.generation, lost, cause));
    });
  }

  /** New event subscriptions of one connection: tells it what already holds. */
  subscribed(connection: SignalingSocket, types: readonly number[]): void {
    this.#notices.welcome(connection, types);
  }

  #changeSession(session: SessionState, stream?: StreamState, reason?: StopReason): void {
    this.#sessionState = session;
    this.#notices.sessionState(session, stream, reason);
  }

  /** Moves to another state; what was planned in the last one and is not in the new one is off. */
  #move(state: State): void {
    const planned = timersOf(state);
    for (const cancel of timersOf(this.#state)) if (!planned.includes(cancel)) cancel();
    this.#state = state;
  }

  /** Moves to another state, which is news. */
  #become(state: State): void {
    this.#move(state);
    this.#context.journal.record({
      kind: 'state',
      type: state.name,
      streamId: this.streamId,
      detail: 'reason' in state ? { reason: state.reason } : 'lost' in state ? { lost: state.lost } : {},
    });
  }
}
