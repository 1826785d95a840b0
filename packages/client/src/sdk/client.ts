import { stopReasonText } from '@rtms-mock/protocol';
import type { ConnectionHandlers } from '../connection/connection-needs.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import { RtmsError } from '../errors.js';
import { foreignText } from '../log-text.js';
import { LogLevel, processLogger } from '../logger.js';
import { readProxy } from '../network/proxy.js';
import * as sdk from '../vocabulary/constants.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { StopReason } from '../vocabulary/stop-reason.js';
import { ClientMediaParams } from './client-media-params.js';
import { connectStream } from './connect-stream.js';
import type { JoinParams } from './join-params.js';
import { holdStream, releaseStream } from './joined-streams.js';
import { deliverMedia } from './media-delivery.js';
import { readJoinTarget } from './read-join-target.js';
import { rejoinAction } from './rejoin.js';
import { initializeSdk, uninitializeSdk } from './sdk-state.js';
import { clientSettings, type ClientOptions, type ClientSettings } from './settings.js';
import { SignalingEvents } from './signaling-events.js';
import { StatisticsCounter, type MediaStatistics } from './media-statistics.js';
import { wireMediaParams } from './wire-params.js';

/**
 * A connection to one stream. Create one client for each stream; after `leave` it can join again.
 *
 * Methods return `true` where the SDK does. Errors that a callback throws are logged and do not reach the
 * caller.
 * @see https://www.npmjs.com/package/@zoom/rtms (documented)
 */
export class Client extends ClientMediaParams {
  readonly #settings: ClientSettings;
  readonly #statistics: StatisticsCounter;
  #proxy: URL | undefined;
  #target: JoinTarget | undefined;
  #connection: StreamConnection | undefined;
  /** A connection that was left while the server was ending it: its last media is still delivered. */
  #ending: StreamConnection | undefined;
  readonly #holder = { superseded: () => this.#superseded() };

  /** @throws RtmsError `invalid-join` if the environment variable `RTMS_MOCK_PROTOCOL` has an unknown value. */
  constructor(options: ClientOptions = {}) {
    const settings = clientSettings(options, process.env);
    super(settings.strict);
    this.#settings = settings;
    this.#statistics = new StatisticsCounter(processLogger, this.#settings.clock);
  }

  /**
   * Sets the TLS options of later joins; the arguments of `join` override them. Optional: `join` initializes
   * the SDK too.
   * @param caPath Path of a PEM file with certificates to trust in addition to Node's own.
   * @param isVerifyCert 0 disables verification of TLS certificates.
   * @param agent `User-Agent` header of the WebSocket requests.
   */
  static initialize(caPath?: string, isVerifyCert?: number, agent?: string): boolean {
    initializeSdk({ caPath, verify: isVerifyCert, userAgent: agent });
    return true;
  }

  /** Discards the options of `initialize`. Clients that have joined are not affected. */
  static uninitialize(): boolean {
    uninitializeSdk();
    return true;
  }

  /**
   * Starts joining and returns immediately. `onJoinConfirm` receives the outcome.
   *
   * A client that has joined may call it with the same ids at any time, also in callbacks: it opens again what is
   * lost, without waiting for the delay of the next attempt, and does nothing if nothing is lost. `server_urls` and
   * credentials may be absent then, as in `*.rtms_interrupted`. With other `server_urls` it joins anew, because the
   * stream has moved to another server instance (PROTOCOL.md §14.2); so does a join with other ids while signaling is
   * interrupted. `onLeave` is not called for the connection before.
   * @throws RtmsError `already-joined` if the client has joined another stream and not left.
   * @throws RtmsError `invalid-join` if there is no id, no stream id or no valid URL.
   * @throws ReferenceError if there is no signature, and no client id or secret to sign with.
   */
  join(options: JoinParams): boolean;
  join(
    uuid: string,
    streamId: string,
    signature: string,
    serverUrls: string | string[],
    timeout?: number,
  ): boolean;
  join(
    options: JoinParams | string,
    streamId?: string,
    signature?: string,
    serverUrls?: string | string[],
    timeout?: number,
  ): boolean {
    const params: Partial<JoinParams> =
      typeof options === 'string'
        ? ({
            meeting_uuid: options,
            rtms_stream_id: streamId,
            signature,
            server_urls: serverUrls,
            timeout,
          } as JoinParams)
        : options;
    const target = readJoinTarget(params, this.#target);
    if (this.#rejoin(target)) return true;
    initializeSdk({ caPath: params.ca, verify: params.is_verify_cert, userAgent: params.agent });
    this.#target = target;
    this.#log(
      LogLevel.INFO,
      `Joining ${foreignText(target.entityId)}, stream ${foreignText(target.streamId)}`,
    );
    this.#connection = this.#connect(target, params);
    holdStream(target.streamId, this.#holder);
    this.#connection.start();
    return true;
  }

  /**
   * Leaves immediately; may be called at any time. `onLeave` is called a moment later with 0. If the server has just
   * ended the stream, the media that it sent before is still delivered, and `onLeave` receives the reason then.
   * Returns false if the client has not joined or has left before; after an end by the server the first call returns
   * true, and `onLeave` is not called again.
   */
  leave(): boolean {
    const connection = this.#connection;
    if (!connection) {
      this.#log(LogLevel.DEBUG, 'Nothing to leave');
      return false;
    }
    this.#connection = undefined;
    if (connection.isEnding) this.#ending = connection;
    releaseStream(this.streamId(), this.#holder);
    this.#log(LogLevel.INFO, `Left ${foreignText(this.uuid())}`);
    connection.leave();
    return true;
  }

  /** Leaves, as {@link leave}. In the SDK it also frees resources. */
  release(): boolean {
    this.leave();
    return true;
  }

  /** Does nothing: callbacks need no polling here. */
  poll(): boolean {
    return true;
  }

  /** Id of the meeting, webinar, session, engagement or call that was joined last; empty before. */
  uuid(): string {
    return this.#target?.entityId ?? '';
  }

  /** Id of the stream that was joined last; empty before. */
  streamId(): string {
    return this.#target?.streamId ?? '';
  }

  /**
   * Connects through a proxy from the next join on.
   * @param proxyType `http` or `https`.
   * @param proxyUrl URL with host and port and, if the proxy needs them, user and password.
   * @throws RtmsError `invalid-params` if the type is not `http` or `https`, or the URL is malformed.
   * @throws TypeError if an argument is not a string.
   */
  setProxy(proxyType: string, proxyUrl: string): boolean {
    this.#proxy = readProxy(proxyType, proxyUrl);
    return true;
  }

  /**
   * Selects the participant whose video is sent, if video was requested with `VIDEO_SINGLE_INDIVIDUAL_STREAM`.
   * `onVideoSubscribed` receives the response. Returns false if the client has not joined.
   */
  subscribeVideo(userId: number, subscribe: boolean): boolean {
    return this.#connection?.subscribeVideo(userId, subscribe) ?? false;
  }

  /** Counts of media that this client has rejected since it was created. Not part of the SDK. */
  mediaStatistics(): MediaStatistics {
    return this.#statistics.view();
  }

  protected override mediaMaskChanged(): void {
    this.#connection?.refreshMedia();
  }

  protected override requestedEventsChanged(events: readonly number[], subscribe: boolean): void {
    this.#connection?.subscribe(events, subscribe);
  }

  /**
   * A join while there is a connection. Returns true if it stays and is repaired.
   * @throws RtmsError `already-joined` if it is in use for another stream.
   */
  #rejoin(target: JoinTarget): boolean {
    const connection = this.#connection;
    if (connection && this.#target && !connection.isOver && !connection.isEnding) {
      const { isInterrupted } = connection;
      const action = rejoinAction({ target: this.#target, isInterrupted }, target);
      if (action === 'repair') connection.repair();
      if (action === 'repair') return true;
      if (action === 'refuse') {
        throw new RtmsError(
          'already-joined',
          `This client has joined stream ${this.streamId()}. Call leave() first, or create a client for each stream`,
        );
      }
      connection.drop();
      releaseStream(this.streamId(), this.#holder);
    }
    // Calls onLeave now if the server has just ended the stream and the callback is still due.
    connection?.finish();
    this.#ending?.finish();
    this.#ending = undefined;
    return false;
  }

  #connect(target: JoinTarget, params: Partial<JoinParams>): StreamConnection {
    const settings = this.#settings;
    return connectStream({
      target,
      params,
      settings,
      proxy: this.#proxy,
      content: {
        mediaMask: () => this.mediaMask,
        mediaParams: (mask) => wireMediaParams(mask, this.params, settings.transport),
        events: () => this.requestedEvents,
      },
      handlers: this.#connectionHandlers(target),
    });
  }

  #connectionHandlers(target: JoinTarget): ConnectionHandlers {
    const events = new SignalingEvents(this.callbacks, target);
    return {
      confirmed: (status) => this.#confirmed(status),
      signaled: (message, frame) => events.dispatch(message, frame),
      media: (message) => deliverMedia(this.callbacks, this.mediaMask, message),
      rejected: (failure) => this.#statistics.reject(failure),
      interrupted: (part, problem) => this.callbacks.call('interrupted', { part, problem }),
      reconnecting: (part, attempt, delayMs) =>
        this.callbacks.call('reconnecting', { part, attempt, delayMs }),
      reconnected: (part, afterMs) => {
        this.#log(LogLevel.INFO, `Stream ${foreignText(target.streamId)} is connected again`);
        this.callbacks.call('reconnected', { part, afterMs });
      },
      ended: (reason) => this.#ended(target, reason),
    };
  }

  /** The stream has ended; also called after `leave`, and then the client may have joined again. */
  #ended(target: JoinTarget, reason: number): void {
    if (this.#connection && this.#target === target) {
      releaseStream(target.streamId, this.#holder);
      const stream = foreignText(target.streamId);
      this.#log(LogLevel.INFO, `Stream ${stream} ended, reason ${stopReasonText(reason)}`);
    }
    this.callbacks.call('onLeave', reason);
  }

  /** Another client has joined this stream, at the server instance that has it now. */
  #superseded(): void {
    if (!this.#connection?.isInterrupted) return;
    this.#connection.drop();
    this.#log(LogLevel.INFO, `Another client has joined stream ${foreignText(this.streamId())}`);
    queueMicrotask(() => this.callbacks.call('onLeave', StopReason.INSTANCE_CONNECTION_INTERRUPTED));
  }

  #confirmed(status: number): void {
    if (status === sdk.RTMS_SDK_OK) this.#log(LogLevel.INFO, `Joined ${foreignText(this.uuid())}`);
    else releaseStream(this.streamId(), this.#holder);
    this.callbacks.call('onJoinConfirm', status);
  }

  #log(level: LogLevel, message: string): void {
    processLogger.log(level, 'client', message);
  }
}
