import { createDialect } from '@rtms-mock/protocol';
import { ClientStreams } from './client-streams.js';
import * as sdk from '../vocabulary/constants.js';
import { RtmsError } from '../errors.js';
import type { JoinParams } from './join-params.js';
import { holdStream, releaseStream } from './joined-streams.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { readJoinTarget } from './read-join-target.js';
import { LogLevel, processLogger } from '../logger.js';
import { deliverMedia } from './media-delivery.js';
import {
  checkAudioParams,
  checkPictureParams,
  checkTranscriptParams,
  type AudioParams,
  type ClientParams,
  type DeskshareParams,
  type TranscriptParams,
  type VideoParams,
} from './params.js';
import { readProxy } from '../network/proxy.js';
import { initializeSdk, sdkTrust, uninitializeSdk } from './sdk-state.js';
import { clientSettings, type ClientOptions, type ClientSettings } from './settings.js';
import { SignalingEvents } from './signaling-events.js';
import { StopReason } from '../vocabulary/stop-reason.js';
import { StreamConnection } from '../connection/stream-connection.js';
import { systemClock } from '../network/system-clock.js';
import { socketOptions } from '../network/trust.js';
import { wireMediaParams } from './wire-params.js';
import { webSocketConnect } from '../network/ws-socket.js';

/** Names of the first SDK releases that were warned about, once in a process. */
const warnedNames = new Set<string>();

/**
 * A connection to one stream. Make one for each stream; after `leave` it can join again.
 *
 * Methods give `true` where the SDK does. What a callback throws is logged, never more.
 * @see https://www.npmjs.com/package/@zoom/rtms (documented)
 */
export class Client extends ClientStreams {
  readonly #settings: ClientSettings;
  readonly #params: ClientParams = {};
  #proxy: URL | undefined;
  #target: JoinTarget | undefined;
  #connection: StreamConnection | undefined;
  readonly #holder = { superseded: () => this.#superseded() };

  constructor(options: ClientOptions = {}) {
    super();
    this.#settings = clientSettings(options, process.env);
  }

  /** Sets what later joins trust, unless they say otherwise. Calling it is optional. */
  static initialize(caPath?: string, isVerifyCert?: number, agent?: string): boolean {
    initializeSdk({ caPath, verify: isVerifyCert, userAgent: agent });
    return true;
  }

  /** Forgets what `initialize` set. Clients that have joined go on. */
  static uninitialize(): boolean {
    uninitializeSdk();
    return true;
  }

  /**
   * Starts joining and returns at once; how it went is told to `onJoinConfirm`. Throws where the arguments
   * cannot be joined with (no id, no URL, no credentials), and while the client is joined already. While its
   * signaling is interrupted it may: a new `*.rtms_started` then names another server (PROTOCOL.md §14.2),
   * and nothing is told of the old connection.
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
    if (this.#connection && !this.#connection.isOver && !this.#connection.isInterrupted) {
      throw new RtmsError(
        'already-joined',
        `This client has joined stream ${this.streamId()}: call leave() first, or make a client for each stream`,
      );
    }
    const target = readJoinTarget(params);
    if (this.#connection?.isInterrupted) {
      this.#connection.leave();
      releaseStream(this.streamId(), this.#holder);
    }
    this.leave(); // tells at once of an end that came just before
    initializeSdk({ caPath: params.ca, verify: params.is_verify_cert, userAgent: params.agent });
    this.#target = target;
    this.#log(LogLevel.INFO, `Joining ${target.entityId}, stream ${target.streamId}`);
    this.#connection = this.#connect(target, params);
    holdStream(target.streamId, this.#holder);
    this.#connection.start();
    return true;
  }

  /**
   * Leaves at once, at any time. False: there was nothing to leave. `onLeave` is told a moment later: 0, or
   * the reason of an end that came just before.
   */
  leave(): boolean {
    const reason = this.#connection?.leave();
    if (reason === undefined) {
      this.#log(LogLevel.DEBUG, 'Nothing to leave');
      return false;
    }
    releaseStream(this.streamId(), this.#holder);
    this.#log(LogLevel.INFO, `Left ${this.uuid()}`);
    queueMicrotask(() => this.callbacks.call('onLeave', reason));
    return true;
  }

  /** The SDK's name for the second half of leaving; here the same. */
  release(): boolean {
    this.leave();
    return true;
  }

  /** Nothing needs polling here: callbacks come by themselves. */
  poll(): boolean {
    return true;
  }

  /** Id that was joined last; empty before. */
  uuid(): string {
    return this.#target?.entityId ?? '';
  }

  /** Stream id that was joined last; empty before. */
  streamId(): string {
    return this.#target?.streamId ?? '';
  }

  /** Throws for values that no list names or that do not go together. Takes effect at the next join. */
  setAudioParams(params: AudioParams): boolean {
    const warning = checkAudioParams(objectArgument('setAudioParams', params));
    if (warning !== undefined) {
      if (this.#settings.strict) throw new RtmsError('invalid-params', warning);
      this.#log(LogLevel.WARN, warning);
    }
    this.#params.audio = { ...params };
    return true;
  }

  setVideoParams(params: VideoParams): boolean {
    checkPictureParams('video', objectArgument('setVideoParams', params));
    this.#params.video = { ...params };
    return true;
  }

  setDeskshareParams(params: DeskshareParams): boolean {
    checkPictureParams('deskshare', objectArgument('setDeskshareParams', params));
    this.#params.deskshare = { ...params };
    return true;
  }

  setTranscriptParams(params: TranscriptParams): boolean {
    checkTranscriptParams(objectArgument('setTranscriptParams', params));
    this.#params.transcript = { ...params };
    return true;
  }

  /**
   * Goes through a proxy from the next join on: type `http` or `https`, URL with host and port and, where
   * the proxy asks for them, user and password.
   */
  setProxy(proxyType: string, proxyUrl: string): boolean {
    this.#proxy = readProxy(proxyType, proxyUrl);
    return true;
  }

  /** @deprecated The SDK of today calls it `setAudioParams`. */
  setAudioParameters(params: AudioParams): boolean {
    this.#oldName('setAudioParameters', 'setAudioParams');
    return this.setAudioParams(params);
  }

  /** @deprecated The SDK of today calls it `setVideoParams`. */
  setVideoParameters(params: VideoParams): boolean {
    this.#oldName('setVideoParameters', 'setVideoParams');
    return this.setVideoParams(params);
  }

  /**
   * Chooses whose video comes, where video was asked for with VIDEO_SINGLE_INDIVIDUAL_STREAM. The answer
   * goes to `onVideoSubscribed`. False: not joined.
   */
  subscribeVideo(userId: number, subscribe: boolean): boolean {
    return this.#connection?.subscribeVideo(userId, subscribe) ?? false;
  }

  protected override mediaWanted(): void {
    this.#connection?.refreshMedia();
  }

  protected override eventsWanted(events: readonly number[], subscribe: boolean): void {
    this.#connection?.subscribe(events, subscribe);
  }

  #connect(target: JoinTarget, params: Partial<JoinParams>): StreamConnection {
    const { caPath, verify, userAgent } = sdkTrust();
    const trust = {
      caPath: params.ca ?? caPath,
      verify: params.is_verify_cert ?? verify,
      userAgent: params.agent ?? userAgent,
    };
    const events = new SignalingEvents(this.callbacks, target);
    const connection: StreamConnection = new StreamConnection(
      {
        clock: systemClock,
        connect: webSocketConnect({
          ...socketOptions(trust, processLogger),
          ...(this.#proxy && { proxy: this.#proxy }),
        }),
        dialect: createDialect(this.#settings.protocol),
        logger: processLogger,
      },
      target,
      {
        mediaMask: () => this.mediaMask,
        mediaParams: (mask) => wireMediaParams(mask, this.#params),
        events: () => this.wantedEvents,
      },
      {
        confirmed: (status) => this.#confirmed(status),
        signaled: (message, frame) => events.dispatch(message, frame),
        media: (message) => deliverMedia(this.callbacks, this.mediaMask, message),
        interrupted: (part, problem) => this.callbacks.call('interrupted', { part, problem }),
        reconnecting: (part, attempt, delayMs) =>
          this.callbacks.call('reconnecting', { part, attempt, delayMs }),
        reconnected: (part, afterMs) => {
          this.#log(LogLevel.INFO, `Stream ${target.streamId} is whole again`);
          this.callbacks.call('reconnected', { part, afterMs });
        },
        ended: (reason) => {
          releaseStream(target.streamId, this.#holder);
          this.#log(LogLevel.INFO, `Stream ${target.streamId} ended, reason ${reason}`);
          this.callbacks.call('onLeave', reason);
        },
      },
      {
        reconnect: params.reconnect ?? this.#settings.reconnect,
        mediaLayout: this.#settings.mediaSockets,
      },
    );
    return connection;
  }

  /** A new client has joined this stream, at the server instance that has it now. */
  #superseded(): void {
    if (!this.#connection?.isInterrupted) return;
    this.#connection.leave();
    this.#log(LogLevel.INFO, `Stream ${this.streamId()} was joined anew`);
    queueMicrotask(() => this.callbacks.call('onLeave', StopReason.INSTANCE_CONNECTION_INTERRUPTED));
  }

  #confirmed(status: number): void {
    if (status === sdk.RTMS_SDK_OK) this.#log(LogLevel.INFO, `Joined ${this.uuid()}`);
    else releaseStream(this.streamId(), this.#holder);
    this.callbacks.call('onJoinConfirm', status);
  }

  #oldName(old: string, current: string): void {
    const message = `${old} is gone from the current SDK: call ${current}`;
    if (this.#settings.strict) throw new RtmsError('removed-name', message);
    if (warnedNames.has(old)) return;
    warnedNames.add(old);
    this.#log(LogLevel.WARN, message);
  }

  #log(level: LogLevel, message: string): void {
    processLogger.log(level, 'client', message);
  }
}

function objectArgument<Params>(name: string, params: Params): Params {
  if (typeof params === 'object' && params !== null) return params;
  throw new TypeError(`${name} needs an object, found ${params === null ? 'null' : typeof params}`);
}
