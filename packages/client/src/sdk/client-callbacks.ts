import type {
  ActiveSpeakerEventCallback,
  Callbacks,
  EventExCallback,
  JoinConfirmCallback,
  LeaveCallback,
  MediaConnectionInterruptedCallback,
  MediaDataCallback,
  MediaDataCallbackName,
  ParticipantEventCallback,
  ParticipantVideoCallback,
  SessionUpdateCallback,
  SharingEventCallback,
  ShortMediaDataCallback,
  UserUpdateCallback,
  VideoSubscribedCallback,
} from '../vocabulary/callbacks.js';
import { CallbackSlots, mediaDataForm } from './callback-slots.js';
import * as sdk from '../vocabulary/constants.js';
import { processLogger } from '../logger.js';

/**
 * The half of a client that says what is wanted: callbacks, media types, events. All of it may be said
 * before and after joining. A callback may be set any number of times; the newest counts.
 */
export abstract class ClientCallbacks {
  protected readonly callbacks = new CallbackSlots(processLogger);
  readonly #events = new Set<number>();
  #mediaMask = 0;

  /** Media types that are wanted: an OR of `MEDIA_TYPE_*`. */
  protected get mediaMask(): number {
    return this.#mediaMask;
  }

  /** Event types that are wanted. */
  protected get wantedEvents(): readonly number[] {
    return [...this.#events];
  }

  /** Told when {@link mediaMask} has changed. */
  protected abstract mediaWanted(): void;

  /** Told which event types came to {@link wantedEvents}, or went. */
  protected abstract eventsWanted(events: readonly number[], subscribe: boolean): void;

  /** Asks for audio, or no longer passes it on. Setting `onAudioData` asks for it too; so with the others. */
  enableAudio(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_AUDIO, enable);
  }

  enableVideo(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_VIDEO, enable);
  }

  enableTranscript(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_TRANSCRIPT, enable);
  }

  enableDeskshare(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_DESKSHARE, enable);
  }

  onJoinConfirm(callback: JoinConfirmCallback): boolean {
    return this.#on('onJoinConfirm', callback);
  }

  onLeave(callback: LeaveCallback): boolean {
    return this.#on('onLeave', callback);
  }

  onSessionUpdate(callback: SessionUpdateCallback): boolean {
    return this.#on('onSessionUpdate', callback);
  }

  /** Subscribes to active speaker, join and leave, as the SDK does. */
  onUserUpdate(callback: UserUpdateCallback): boolean {
    const events = [sdk.EVENT_ACTIVE_SPEAKER_CHANGE, sdk.EVENT_PARTICIPANT_JOIN, sdk.EVENT_PARTICIPANT_LEAVE];
    return this.#on('onUserUpdate', callback, events);
  }

  /** Subscribes to join and leave. */
  onParticipantEvent(callback: ParticipantEventCallback): boolean {
    return this.#on('onParticipantEvent', callback, [
      sdk.EVENT_PARTICIPANT_JOIN,
      sdk.EVENT_PARTICIPANT_LEAVE,
    ]);
  }

  /** Subscribes to it. */
  onActiveSpeakerEvent(callback: ActiveSpeakerEventCallback): boolean {
    return this.#on('onActiveSpeakerEvent', callback, [sdk.EVENT_ACTIVE_SPEAKER_CHANGE]);
  }

  /** Subscribes to start and stop. They come only to apps with the screen share scope. */
  onSharingEvent(callback: SharingEventCallback): boolean {
    return this.#on('onSharingEvent', callback, [sdk.EVENT_SHARING_START, sdk.EVENT_SHARING_STOP]);
  }

  /** Subscribes to it, as the SDK does, although the service sends it unasked. */
  onMediaConnectionInterrupted(callback: MediaConnectionInterruptedCallback): boolean {
    return this.#on('onMediaConnectionInterrupted', callback, [sdk.EVENT_MEDIA_CONNECTION_INTERRUPTED]);
  }

  /** Every event as it came, beside the other callbacks. Subscribes to nothing. */
  onEventEx(callback: EventExCallback): boolean {
    return this.#on('onEventEx', callback);
  }

  /** Subscribes to cameras going on and off. */
  onParticipantVideo(callback: ParticipantVideoCallback): boolean {
    const { PARTICIPANT_VIDEO_ON, PARTICIPANT_VIDEO_OFF } = sdk.EventType;
    return this.#on('onParticipantVideo', callback, [PARTICIPANT_VIDEO_ON, PARTICIPANT_VIDEO_OFF]);
  }

  onVideoSubscribed(callback: VideoSubscribedCallback): boolean {
    return this.#on('onVideoSubscribed', callback);
  }

  onAudioData(callback: MediaDataCallback): boolean;
  onAudioData(callback: ShortMediaDataCallback): boolean;
  onAudioData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onAudioData', sdk.MEDIA_TYPE_AUDIO, callback);
  }

  onVideoData(callback: MediaDataCallback): boolean;
  onVideoData(callback: ShortMediaDataCallback): boolean;
  onVideoData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onVideoData', sdk.MEDIA_TYPE_VIDEO, callback);
  }

  onDeskshareData(callback: MediaDataCallback): boolean;
  onDeskshareData(callback: ShortMediaDataCallback): boolean;
  onDeskshareData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onDeskshareData', sdk.MEDIA_TYPE_DESKSHARE, callback);
  }

  onTranscriptData(callback: MediaDataCallback): boolean;
  onTranscriptData(callback: ShortMediaDataCallback): boolean;
  onTranscriptData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onTranscriptData', sdk.MEDIA_TYPE_TRANSCRIPT, callback);
  }

  /** Subscribes to event types: now when joined, else when it has joined. */
  subscribeEvent(events: number[]): boolean {
    if (!Array.isArray(events)) throw new TypeError('subscribeEvent needs an array of event types');
    const added = events.filter((event) => !this.#events.has(event));
    for (const event of added) this.#events.add(event);
    if (added.length > 0) this.eventsWanted(added, true);
    return true;
  }

  unsubscribeEvent(events: number[]): boolean {
    if (!Array.isArray(events)) throw new TypeError('unsubscribeEvent needs an array of event types');
    for (const event of events) this.#events.delete(event);
    this.eventsWanted(events, false);
    return true;
  }

  /** Asks for media of a type, as setting a callback for it does. */
  protected wantMedia(flag: number): void {
    this.#enable(flag, true);
  }

  #on<Name extends keyof Callbacks>(name: Name, callback: Callbacks[Name], events: number[] = []): boolean {
    this.callbacks.set(name, callback);
    return this.subscribeEvent(events);
  }

  #onData(
    name: MediaDataCallbackName,
    flag: number,
    callback: MediaDataCallback | ShortMediaDataCallback,
  ): boolean {
    if (typeof callback !== 'function')
      throw new TypeError(`${name} needs a function, found ${typeof callback}`);
    this.callbacks.set(name, mediaDataForm(callback));
    return this.#enable(flag, true);
  }

  #enable(flag: number, enable: boolean): boolean {
    if (typeof enable !== 'boolean') throw new TypeError('true or false is needed');
    this.#mediaMask = enable ? this.#mediaMask | flag : this.#mediaMask & ~flag;
    this.mediaWanted();
    return true;
  }
}
