import { EventEmitter } from 'node:events';
import type { Cancel } from '@rtms-mock/protocol';
import type {
  ActiveSpeakerEventCallback,
  EventExCallback,
  Interruption,
  MediaConnectionInterruptedCallback,
  ParticipantEventCallback,
  ParticipantVideoCallback,
  ReconnectAttempt,
  Recovery,
  SessionUpdateCallback,
  SharingEventCallback,
  Tellings,
  VideoSubscribedCallback,
} from '../vocabulary/callbacks.js';
import * as sdk from '../vocabulary/constants.js';
import { messageOf } from '../errors.js';
import { mediaFrame, transcriptLine, type MediaFrame, type TranscriptLine } from './frames.js';
import { LogLevel, processLogger } from '../logger.js';

/** Everything a client tells, by name. What the SDK has a callback for has the same arguments here. */
export interface ClientEventMap {
  /** Joining has succeeded. */
  joined: [];
  /** Joining has failed: a status of the server, or an `RTMS_SDK_*` number. */
  'join-failed': [status: number];
  /** The stream was left or has ended: a `StopReason`, 0 after `leave()`. */
  left: [reason: number];
  /** A connection broke; it is being set up again unless that is switched off. */
  interrupted: [Interruption];
  reconnecting: [ReconnectAttempt];
  reconnected: [Recovery];
  audio: [MediaFrame];
  video: [MediaFrame];
  deskshare: [MediaFrame];
  transcript: [TranscriptLine];
  session: Parameters<SessionUpdateCallback>;
  participants: Parameters<ParticipantEventCallback>;
  'active-speaker': Parameters<ActiveSpeakerEventCallback>;
  sharing: Parameters<SharingEventCallback>;
  'participant-video': Parameters<ParticipantVideoCallback>;
  'video-subscribed': Parameters<VideoSubscribedCallback>;
  /** The service says that a media connection was interrupted: its own word, beside `interrupted`. */
  'media-connection-interrupted': Parameters<MediaConnectionInterruptedCallback>;
  /** Any event as JSON text. Subscribes to nothing. */
  'raw-event': Parameters<EventExCallback>;
}

/** The callbacks of a client, for those who want to hear of them too. */
export interface CallbackListeners {
  /** Also calls this one, from now on. Returns what takes it away again. */
  listen<Name extends keyof Tellings>(name: Name, listener: Tellings[Name]): Cancel;
}

/** What events need of their client. */
export interface ClientHooks {
  readonly callbacks: CallbackListeners;
  wantMedia(flag: number): void;
  wantEvents(types: number[]): void;
}

/**
 * The client's news as a typed `EventEmitter`. Listening asks for what is listened to, as setting a callback
 * does: `events.on('audio', …)` makes the client receive audio. What a listener throws, or rejects with, is
 * logged and ends there.
 */
export class ClientEvents extends EventEmitter<ClientEventMap> {
  readonly #hooks: ClientHooks;
  readonly #forwarding = new Map<string, Cancel>();

  constructor(hooks: ClientHooks) {
    super({ captureRejections: true });
    this.#hooks = hooks;
    // The emitter's own events are not in the map.
    (this as EventEmitter).on('newListener', (name: string) => this.#begin(name));
    (this as EventEmitter).on('removeListener', (name: string) => this.#end(name));
  }

  override [EventEmitter.captureRejectionSymbol](...[error, name]: [Error, unknown, ...unknown[]]): void {
    processLogger.log(LogLevel.ERROR, 'client', `A listener of ${String(name)} failed: ${messageOf(error)}`);
  }

  #begin(name: string): void {
    if (this.#forwarding.has(name) || !isForwarded(name)) return;
    this.#forwarding.set(name, FORWARD[name](this, this.#hooks));
  }

  #end(name: string): void {
    if (this.listenerCount(name as keyof ClientEventMap) > 0) return;
    this.#forwarding.get(name)?.();
    this.#forwarding.delete(name);
  }
}

type Forward = (to: ClientEvents, hooks: ClientHooks) => Cancel;

function isForwarded(name: string): name is keyof ClientEventMap {
  return Object.hasOwn(FORWARD, name);
}

/** How each event comes out of the callbacks, and what has to be asked for. */
const FORWARD: { readonly [Name in keyof ClientEventMap]: Forward } = {
  joined: (to, { callbacks }) =>
    callbacks.listen('onJoinConfirm', (status) => status === sdk.RTMS_SDK_OK && to.emit('joined')),
  'join-failed': (to, { callbacks }) =>
    callbacks.listen('onJoinConfirm', (status) => {
      if (status !== sdk.RTMS_SDK_OK) to.emit('join-failed', status);
    }),
  left: (to, { callbacks }) => callbacks.listen('onLeave', (reason) => void to.emit('left', reason)),
  interrupted: (to, { callbacks }) =>
    callbacks.listen('interrupted', (news) => void to.emit('interrupted', news)),
  reconnecting: (to, { callbacks }) =>
    callbacks.listen('reconnecting', (news) => void to.emit('reconnecting', news)),
  reconnected: (to, { callbacks }) =>
    callbacks.listen('reconnected', (news) => void to.emit('reconnected', news)),
  audio: (to, hooks) => {
    hooks.wantMedia(sdk.MEDIA_TYPE_AUDIO);
    return hooks.callbacks.listen('onAudioData', (...args) => void to.emit('audio', mediaFrame(...args)));
  },
  video: (to, hooks) => {
    hooks.wantMedia(sdk.MEDIA_TYPE_VIDEO);
    return hooks.callbacks.listen('onVideoData', (...args) => void to.emit('video', mediaFrame(...args)));
  },
  deskshare: (to, hooks) => {
    hooks.wantMedia(sdk.MEDIA_TYPE_DESKSHARE);
    return hooks.callbacks.listen(
      'onDeskshareData',
      (...args) => void to.emit('deskshare', mediaFrame(...args)),
    );
  },
  transcript: (to, hooks) => {
    hooks.wantMedia(sdk.MEDIA_TYPE_TRANSCRIPT);
    return hooks.callbacks.listen(
      'onTranscriptData',
      (...args) => void to.emit('transcript', transcriptLine(...args)),
    );
  },
  session: (to, { callbacks }) =>
    callbacks.listen('onSessionUpdate', (...args) => void to.emit('session', ...args)),
  participants: (to, hooks) => {
    hooks.wantEvents([sdk.EVENT_PARTICIPANT_JOIN, sdk.EVENT_PARTICIPANT_LEAVE]);
    return hooks.callbacks.listen('onParticipantEvent', (...args) => void to.emit('participants', ...args));
  },
  'active-speaker': (to, hooks) => {
    hooks.wantEvents([sdk.EVENT_ACTIVE_SPEAKER_CHANGE]);
    return hooks.callbacks.listen(
      'onActiveSpeakerEvent',
      (...args) => void to.emit('active-speaker', ...args),
    );
  },
  sharing: (to, hooks) => {
    hooks.wantEvents([sdk.EVENT_SHARING_START, sdk.EVENT_SHARING_STOP]);
    return hooks.callbacks.listen('onSharingEvent', (...args) => void to.emit('sharing', ...args));
  },
  'participant-video': (to, hooks) => {
    hooks.wantEvents([sdk.EventType.PARTICIPANT_VIDEO_ON, sdk.EventType.PARTICIPANT_VIDEO_OFF]);
    return hooks.callbacks.listen(
      'onParticipantVideo',
      (...args) => void to.emit('participant-video', ...args),
    );
  },
  'video-subscribed': (to, { callbacks }) =>
    callbacks.listen('onVideoSubscribed', (...args) => void to.emit('video-subscribed', ...args)),
  'media-connection-interrupted': (to, hooks) => {
    hooks.wantEvents([sdk.EVENT_MEDIA_CONNECTION_INTERRUPTED]);
    return hooks.callbacks.listen(
      'onMediaConnectionInterrupted',
      (timestamp) => void to.emit('media-connection-interrupted', timestamp),
    );
  },
  'raw-event': (to, { callbacks }) =>
    callbacks.listen('onEventEx', (...args) => void to.emit('raw-event', ...args)),
};
