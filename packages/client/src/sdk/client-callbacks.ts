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
 * The part of a client that requests content: callbacks, media types and event subscriptions. All methods may
 * be called before and after joining. A callback may be set repeatedly; the newest one replaces the one before.
 */
export abstract class ClientCallbacks {
  protected readonly callbacks = new CallbackSlots(processLogger);
  readonly #events = new Set<number>();
  #mediaMask = 0;

  /** Requested media types: an OR of `MEDIA_TYPE_*`. */
  protected get mediaMask(): number {
    return this.#mediaMask;
  }

  /** Requested event types. */
  protected get requestedEvents(): readonly number[] {
    return [...this.#events];
  }

  /** Called after {@link mediaMask} was set. */
  protected abstract mediaMaskChanged(): void;

  /** Called with the event types that were added to {@link requestedEvents} (`subscribe` true) or removed. */
  protected abstract requestedEventsChanged(events: readonly number[], subscribe: boolean): void;

  /**
   * Requests audio, or stops passing it on. `onAudioData` requests it too.
   * @throws TypeError if the argument is not a boolean.
   */
  enableAudio(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_AUDIO, enable);
  }

  /**
   * Requests video, or stops passing it on. `onVideoData` requests it too.
   * @throws TypeError if the argument is not a boolean.
   */
  enableVideo(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_VIDEO, enable);
  }

  /**
   * Requests transcripts, or stops passing them on. `onTranscriptData` requests them too.
   * @throws TypeError if the argument is not a boolean.
   */
  enableTranscript(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_TRANSCRIPT, enable);
  }

  /**
   * Requests screen share, or stops passing it on. `onDeskshareData` requests it too.
   * @throws TypeError if the argument is not a boolean.
   */
  enableDeskshare(enable: boolean): boolean {
    return this.#enable(sdk.MEDIA_TYPE_DESKSHARE, enable);
  }

  /**
   * Sets the callback for the outcome of a join.
   * @throws TypeError if `callback` is not a function; so do all methods that set a callback.
   */
  onJoinConfirm(callback: JoinConfirmCallback): boolean {
    return this.#on('onJoinConfirm', callback);
  }

  /** Sets the callback for the end of the stream, by `leave()` or by the server. */
  onLeave(callback: LeaveCallback): boolean {
    return this.#on('onLeave', callback);
  }

  /** Sets the callback for changes of the session: added, stopped, paused, resumed. */
  onSessionUpdate(callback: SessionUpdateCallback): boolean {
    return this.#on('onSessionUpdate', callback);
  }

  /**
   * Sets the callback for participants who join or leave, one call for each. Subscribes to active speaker, join
   * and leave, as the SDK does.
   */
  onUserUpdate(callback: UserUpdateCallback): boolean {
    const events = [sdk.EVENT_ACTIVE_SPEAKER_CHANGE, sdk.EVENT_PARTICIPANT_JOIN, sdk.EVENT_PARTICIPANT_LEAVE];
    return this.#on('onUserUpdate', callback, events);
  }

  /** Sets the callback for participants who join or leave, one call for each event. Subscribes to both. */
  onParticipantEvent(callback: ParticipantEventCallback): boolean {
    return this.#on('onParticipantEvent', callback, [
      sdk.EVENT_PARTICIPANT_JOIN,
      sdk.EVENT_PARTICIPANT_LEAVE,
    ]);
  }

  /** Sets the callback for changes of the active speaker. Subscribes to them. */
  onActiveSpeakerEvent(callback: ActiveSpeakerEventCallback): boolean {
    return this.#on('onActiveSpeakerEvent', callback, [sdk.EVENT_ACTIVE_SPEAKER_CHANGE]);
  }

  /**
   * Sets the callback for the start and stop of screen share. Subscribes to both. The service sends them only
   * to apps with the scope for screen share.
   */
  onSharingEvent(callback: SharingEventCallback): boolean {
    return this.#on('onSharingEvent', callback, [sdk.EVENT_SHARING_START, sdk.EVENT_SHARING_STOP]);
  }

  /**
   * Sets the callback for media connections that the service reports as lost. Subscribes to them, as the SDK
   * does, although the service sends them without a subscription.
   */
  onMediaConnectionInterrupted(callback: MediaConnectionInterruptedCallback): boolean {
    return this.#on('onMediaConnectionInterrupted', callback, [sdk.EVENT_MEDIA_CONNECTION_INTERRUPTED]);
  }

  /** Sets the callback for all events as JSON, in addition to the other callbacks. Subscribes to nothing. */
  onEventEx(callback: EventExCallback): boolean {
    return this.#on('onEventEx', callback);
  }

  /** Sets the callback for cameras that are turned on or off. Subscribes to both. */
  onParticipantVideo(callback: ParticipantVideoCallback): boolean {
    const { PARTICIPANT_VIDEO_ON, PARTICIPANT_VIDEO_OFF } = sdk.EventType;
    return this.#on('onParticipantVideo', callback, [PARTICIPANT_VIDEO_ON, PARTICIPANT_VIDEO_OFF]);
  }

  /** Sets the callback for the responses to `subscribeVideo`. */
  onVideoSubscribed(callback: VideoSubscribedCallback): boolean {
    return this.#on('onVideoSubscribed', callback);
  }

  /** Sets the callback for audio and requests audio. */
  onAudioData(callback: MediaDataCallback): boolean;
  onAudioData(callback: ShortMediaDataCallback): boolean;
  onAudioData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onAudioData', sdk.MEDIA_TYPE_AUDIO, callback);
  }

  /** Sets the callback for video and requests video. */
  onVideoData(callback: MediaDataCallback): boolean;
  onVideoData(callback: ShortMediaDataCallback): boolean;
  onVideoData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onVideoData', sdk.MEDIA_TYPE_VIDEO, callback);
  }

  /** Sets the callback for screen share and requests screen share. */
  onDeskshareData(callback: MediaDataCallback): boolean;
  onDeskshareData(callback: ShortMediaDataCallback): boolean;
  onDeskshareData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onDeskshareData', sdk.MEDIA_TYPE_DESKSHARE, callback);
  }

  /** Sets the callback for transcripts and requests transcripts. */
  onTranscriptData(callback: MediaDataCallback): boolean;
  onTranscriptData(callback: ShortMediaDataCallback): boolean;
  onTranscriptData(callback: MediaDataCallback | ShortMediaDataCallback): boolean {
    return this.#onData('onTranscriptData', sdk.MEDIA_TYPE_TRANSCRIPT, callback);
  }

  /**
   * Subscribes to event types, `EVENT_*`: immediately if joined, else as soon as the client has joined.
   * @throws TypeError if the argument is not an array.
   */
  subscribeEvent(events: number[]): boolean {
    if (!Array.isArray(events)) throw new TypeError('subscribeEvent needs an array of event types');
    const added = events.filter((event) => !this.#events.has(event));
    for (const event of added) this.#events.add(event);
    if (added.length > 0) this.requestedEventsChanged(added, true);
    return true;
  }

  /**
   * Unsubscribes from event types.
   * @throws TypeError if the argument is not an array.
   */
  unsubscribeEvent(events: number[]): boolean {
    if (!Array.isArray(events)) throw new TypeError('unsubscribeEvent needs an array of event types');
    for (const event of events) this.#events.delete(event);
    this.requestedEventsChanged(events, false);
    return true;
  }

  /** Requests media of a type, as setting its callback does. `flag`: one of `MEDIA_TYPE_*`. */
  protected requestMedia(flag: number): void {
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
    if (typeof enable !== 'boolean')
      throw new TypeError(`The argument must be true or false, found ${typeof enable}`);
    this.#mediaMask = enable ? this.#mediaMask | flag : this.#mediaMask & ~flag;
    this.mediaMaskChanged();
    return true;
  }
}
