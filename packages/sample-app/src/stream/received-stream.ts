/** One stream: joins it, joins again with other formats, and passes on what it receives. */
import rtms, { type JoinParams } from '@rtms-mock/client';
import { audioParams, videoParams, type MediaChoice } from './media-choice.js';
import type { NewEntry, ReceivedMedia } from './received.js';

/** State of a stream. */
export type StreamState =
  | { readonly name: 'joining' | 'receiving' | 'paused' }
  /** `status`: the status that the server sent, or an `RTMS_SDK_*` constant. */
  | { readonly name: 'refused'; readonly status: number }
  /** The person has left it, and can join again. */
  | { readonly name: 'left' }
  /** `reason`: a `StopReason`. */
  | { readonly name: 'ended'; readonly reason: number };

/** Receives what arrives on a stream. */
export interface StreamHandlers {
  media(media: ReceivedMedia): void;
  entry(entry: NewEntry): void;
  /** Called with the user id of the active speaker. */
  activeSpeaker(userId: number): void;
  stateChanged(): void;
}

type SdkClient = InstanceType<typeof rtms.Client>;

/** A stream of a webhook. */
export class ReceivedStream {
  readonly id: string;
  readonly #payload: JoinParams;
  readonly #handlers: StreamHandlers;
  #client: SdkClient | undefined;
  #state: StreamState = { name: 'left' };
  #choice: MediaChoice | undefined;
  #resolveEnded: (reason: number) => void = () => undefined;

  /** Resolves with the reason after the stream has ended, or with the status if joining was refused. */
  readonly ended = new Promise<number>((resolve) => {
    this.#resolveEnded = resolve;
  });

  constructor(payload: JoinParams, handlers: StreamHandlers) {
    this.id = payload.rtms_stream_id;
    this.#payload = payload;
    this.#handlers = handlers;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Formats of the newest join; `undefined` before. */
  get choice(): MediaChoice | undefined {
    return this.#choice;
  }

  /** Outcome of joining: 0, or the status of the refusal. `undefined` until it is known. */
  joinStatus(): number | undefined {
    const { name } = this.#state;
    if (name === 'joining') return undefined;
    return this.#state.name === 'refused' ? this.#state.status : 0;
  }

  /**
   * Joins with these formats. A stream that is joined already is left first: formats belong to the handshake.
   *
   * @throws RtmsError if the client refuses the formats or the payload; the state is `refused` then
   */
  join(choice: MediaChoice): void {
    const client = new rtms.Client();
    client.setAudioParams(audioParams(choice.audio));
    client.setVideoParams({
      ...videoParams(choice.video),
      dataOpt: rtms.VideoDataOption.VIDEO_SINGLE_ACTIVE_STREAM,
    });
    client.setDeskshareParams(videoParams(choice.video));
    this.#leaveClient();
    this.#client = client;
    this.#choice = choice;
    this.#change({ name: 'joining' });
    this.#receiveMedia(client, choice);
    this.#receiveEvents(client);
    try {
      client.join(this.#payload);
    } catch (error) {
      // Such as a webhook without a URL
      this.#client = undefined;
      this.#change({ name: 'refused', status: rtms.RTMS_SDK_INVALID_ARGS });
      this.#resolveEnded(rtms.RTMS_SDK_INVALID_ARGS);
      throw error;
    }
  }

  /** Leaves the stream. Nothing happens to one that has ended. */
  leave(): void {
    if (this.#state.name === 'ended') return;
    this.#leaveClient();
    this.#change({ name: 'left' });
    this.#resolveEnded(0);
  }

  /** The service has announced the end: the last media is still received, and the state has the reason then. */
  stop(): void {
    this.#client?.leave();
  }

  #leaveClient(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.leave();
  }

  #change(state: StreamState): void {
    this.#state = state;
    this.#handlers.stateChanged();
  }

  #receiveMedia(client: SdkClient, { audio, video }: MediaChoice): void {
    const { id: streamId } = this;
    client.onAudioData((data, _size, timestamp, { userId, userName }) => {
      this.#handlers.media({ kind: 'audio', format: audio, streamId, userId, userName, timestamp, data });
    });
    client.onVideoData((data, _size, timestamp, { userId, userName }) => {
      this.#handlers.media({ kind: 'video', format: video, streamId, userId, userName, timestamp, data });
    });
    client.onDeskshareData((data, _size, timestamp, { userId, userName }) => {
      this.#handlers.media({ kind: 'share', format: video, streamId, userId, userName, timestamp, data });
    });
    client.onTranscriptData((text, _size, timestamp, { userId, userName, startTs, endTs }) => {
      const times = { timestamp, startTs, endTs };
      this.#handlers.entry({
        kind: 'transcript',
        streamId,
        userId,
        userName,
        text: text.toString('utf8'),
        ...times,
      });
    });
    client.events.on('chat', ({ text, timestamp, userId, userName }) => {
      this.#handlers.entry({
        kind: 'chat',
        streamId,
        userId,
        userName,
        text,
        timestamp,
        startTs: 0,
        endTs: 0,
      });
    });
  }

  #receiveEvents(client: SdkClient): void {
    const isCurrent = (): boolean => this.#client === client;
    client.onJoinConfirm((status) => {
      if (!isCurrent()) return;
      this.#event('join', status === 0 ? 'joined: media is coming' : `refused with status ${status}`);
      this.#change(status === 0 ? { name: 'receiving' } : { name: 'refused', status });
      if (status !== 0) this.#resolveEnded(status);
    });
    client.onLeave((reason) => {
      if (!isCurrent()) return;
      this.#client = undefined;
      this.#event('left', stopReasonText(reason));
      this.#change({ name: 'ended', reason });
      this.#resolveEnded(reason);
    });
    client.onSessionUpdate((_op, { isPaused }) => {
      if (!isCurrent()) return;
      this.#event('session', isPaused ? 'paused' : 'active');
      const { name } = this.#state;
      if (name === 'receiving' || name === 'paused')
        this.#change({ name: isPaused ? 'paused' : 'receiving' });
    });
    client.onParticipantEvent((event, _timestamp, participants) => {
      for (const { userId, userName } of participants) {
        this.#event(`participant ${event}`, userName ?? `user ${userId}`);
      }
    });
    client.onActiveSpeakerEvent((_timestamp, userId, userName) => {
      if (!isCurrent()) return;
      this.#handlers.activeSpeaker(userId);
      this.#event('active speaker', userName || `user ${userId}`);
    });
    client.onSharingEvent((event, _timestamp, userId, userName) => {
      this.#event(`sharing ${event}`, userName ?? (userId === undefined ? '' : `user ${userId}`));
    });
    client.events.on('interrupted', ({ part, problem }) => this.#event('interrupted', `${part}: ${problem}`));
    client.events.on('reconnecting', ({ part, attempt, delayMs }) => {
      this.#event('reconnecting', `${part}: attempt ${attempt} in ${delayMs} ms`);
    });
    client.events.on('reconnected', ({ part, afterMs }) => {
      this.#event('reconnected', `${part}: after ${afterMs} ms`);
    });
  }

  #event(name: string, text: string): void {
    this.#handlers.entry({ kind: 'event', streamId: this.id, name, text });
  }
}

/** A stop reason with its name: `6 STOP_BC_MEETING_ENDED`. */
export function stopReasonText(reason: unknown): string {
  const entry = Object.entries(rtms.StopReason).find(
    ([name, number]) => number === reason && name.startsWith('STOP_BC_'),
  );
  return entry ? `${String(reason)} ${entry[0]}` : String(reason);
}
