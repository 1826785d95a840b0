import { EventEmitter } from 'node:events';
import type { Cancel } from '@rtms-mock/protocol';
import { messageOf } from '../errors.js';
import { LogLevel, processLogger } from '../logger.js';
import type {
  ActiveSpeakerEventCallback,
  ChatMessage,
  ClientNotifications,
  EventExCallback,
  Interruption,
  MediaConnectionInterruptedCallback,
  ParticipantEventCallback,
  ParticipantVideoCallback,
  ReconnectAttempt,
  Recovery,
  SessionUpdateCallback,
  SharingEventCallback,
  VideoSubscribedCallback,
} from '../vocabulary/callbacks.js';
import * as sdk from '../vocabulary/constants.js';
import { mediaFrame, transcriptLine, type MediaFrame, type TranscriptLine } from './frames.js';

/** Events of a client by name. Those that the SDK has a callback for have the arguments of the callback. */
export interface ClientEventMap {
  /** Joining has succeeded. */
  joined: [];
  /** Joining has failed: the status that the server sent, or an `RTMS_SDK_*` constant. */
  'join-failed': [status: number];
  /** The stream was left or has ended: a `StopReason`; 0 after `leave()`. */
  left: [reason: number];
  /** A connection was lost. The client will reconnect, unless `reconnect` is false. */
  interrupted: [Interruption];
  /** The client will try to reconnect. */
  reconnecting: [ReconnectAttempt];
  /** All connections are open again. */
  reconnected: [Recovery];
  /** One packet of audio. */
  audio: [MediaFrame];
  /** One frame of video. */
  video: [MediaFrame];
  /** One frame of screen share. */
  deskshare: [MediaFrame];
  /** One utterance. */
  transcript: [TranscriptLine];
  /** One chat message. The SDK has no callback for it; an app needs the scope for chat. */
  chat: [ChatMessage];
  /** A change of the session, as `onSessionUpdate`. */
  session: Parameters<SessionUpdateCallback>;
  /** Participants have joined or left, as `onParticipantEvent`. */
  participants: Parameters<ParticipantEventCallback>;
  /** Another participant is the active speaker, as `onActiveSpeakerEvent`. */
  'active-speaker': Parameters<ActiveSpeakerEventCallback>;
  /** Screen share has started or stopped, as `onSharingEvent`. */
  sharing: Parameters<SharingEventCallback>;
  /** Cameras were turned on or off, as `onParticipantVideo`. */
  'participant-video': Parameters<ParticipantVideoCallback>;
  /** The response to `subscribeVideo`, as `onVideoSubscribed`. */
  'video-subscribed': Parameters<VideoSubscribedCallback>;
  /** The service reports a lost media connection. `interrupted` is what the client itself notices. */
  'media-connection-interrupted': Parameters<MediaConnectionInterruptedCallback>;
  /** Any event as a JSON string, as `onEventEx`. Subscribes to nothing. */
  'raw-event': Parameters<EventExCallback>;
}

/** Adds listeners beside the callbacks of a client. */
export interface CallbackListeners {
  /** Calls `listener` with the arguments of the callback of this name. Returns a function that removes it. */
  listen<Name extends keyof ClientNotifications>(name: Name, listener: ClientNotifications[Name]): Cancel;
}

/** The parts of a client that its events need. */
export interface ClientHooks {
  readonly callbacks: CallbackListeners;
  /** Requests media of a type: one of `MEDIA_TYPE_*`. */
  requestMedia(flag: number): void;
  /** Subscribes to event types. */
  requestEvents(types: number[]): void;
}

/**
 * The events of a client as a typed `EventEmitter`. A listener requests what it listens to, as setting a callback
 * does: after `events.on('audio', …)` the client receives audio. Errors that a listener throws, or rejects
 * with, are logged and do not reach the client.
 */
export class ClientEvents extends EventEmitter<ClientEventMap> {
  readonly #hooks: ClientHooks;
  readonly #forwarding = new Map<string, Cancel>();

  constructor(hooks: ClientHooks) {
    super({ captureRejections: true });
    this.#hooks = hooks;
    // These two events of every emitter are not in the map.
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

/** For each event: requests what it needs, then forwards the callback to the emitter. */
const FORWARD: { readonly [Name in keyof ClientEventMap]: Forward } = {
  joined: (to, { callbacks }) =>
    callbacks.listen('onJoinConfirm', (status) => status === sdk.RTMS_SDK_OK && to.emit('joined')),
  'join-failed': (to, { callbacks }) =>
    callbacks.listen('onJoinConfirm', (status) => {
      if (status !== sdk.RTMS_SDK_OK) to.emit('join-failed', status);
    }),
  left: (to, { callbacks }) => callbacks.listen('onLeave', (reason) => void to.emit('left', reason)),
  interrupted: (to, { callbacks }) =>
    callbacks.listen('interrupted', (event) => void to.emit('interrupted', event)),
  reconnecting: (to, { callbacks }) =>
    callbacks.listen('reconnecting', (event) => void to.emit('reconnecting', event)),
  reconnected: (to, { callbacks }) =>
    callbacks.listen('reconnected', (event) => void to.emit('reconnected', event)),
  audio: (to, hooks) => {
    hooks.requestMedia(sdk.MEDIA_TYPE_AUDIO);
    return hooks.callbacks.listen('onAudioData', (...args) => void to.emit('audio', mediaFrame(...args)));
  },
  video: (to, hooks) => {
    hooks.requestMedia(sdk.MEDIA_TYPE_VIDEO);
    return hooks.callbacks.listen('onVideoData', (...args) => void to.emit('video', mediaFrame(...args)));
  },
  deskshare: (to, hooks) => {
    hooks.requestMedia(sdk.MEDIA_TYPE_DESKSHARE);
    return hooks.callbacks.listen(
      'onDeskshareData',
      (...args) => void to.emit('deskshare', mediaFrame(...args)),
    );
  },
  transcript: (to, hooks) => {
    hooks.requestMedia(sdk.MEDIA_TYPE_TRANSCRIPT);
    return hooks.callbacks.listen(
      'onTranscriptData',
      (...args) => void to.emit('transcript', transcriptLine(...args)),
    );
  },
  chat: (to, hooks) => {
    hooks.requestMedia(sdk.MEDIA_TYPE_CHAT);
    return hooks.callbacks.listen('chat', (message) => void to.emit('chat', message));
  },
  session: (to, { callbacks }) =>
    callbacks.listen('onSessionUpdate', (...args) => void to.emit('session', ...args)),
  participants: (to, hooks) => {
    hooks.requestEvents([sdk.EVENT_PARTICIPANT_JOIN, sdk.EVENT_PARTICIPANT_LEAVE]);
    return hooks.callbacks.listen('onParticipantEvent', (...args) => void to.emit('participants', ...args));
  },
  'active-speaker': (to, hooks) => {
    hooks.requestEvents([sdk.EVENT_ACTIVE_SPEAKER_CHANGE]);
    return hooks.callbacks.listen(
      'onActiveSpeakerEvent',
      (...args) => void to.emit('active-speaker', ...args),
    );
  },
  sharing: (to, hooks) => {
    hooks.requestEvents([sdk.EVENT_SHARING_START, sdk.EVENT_SHARING_STOP]);
    return hooks.callbacks.listen('onSharingEvent', (...args) => void to.emit('sharing', ...args));
  },
  'participant-video': (to, hooks) => {
    hooks.requestEvents([sdk.EventType.PARTICIPANT_VIDEO_ON, sdk.EventType.PARTICIPANT_VIDEO_OFF]);
    return hooks.callbacks.listen(
      'onParticipantVideo',
      (...args) => void to.emit('participant-video', ...args),
    );
  },
  'video-subscribed': (to, { callbacks }) =>
    callbacks.listen('onVideoSubscribed', (...args) => void to.emit('video-subscribed', ...args)),
  'media-connection-interrupted': (to, hooks) => {
    hooks.requestEvents([sdk.EVENT_MEDIA_CONNECTION_INTERRUPTED]);
    return hooks.callbacks.listen(
      'onMediaConnectionInterrupted',
      (timestamp) => void to.emit('media-connection-interrupted', timestamp),
    );
  },
  'raw-event': (to, { callbacks }) =>
    callbacks.listen('onEventEx', (...args) => void to.emit('raw-event', ...args)),
};
