/**
 * **Read me first**: how one frame gets from a file to a socket.
 *
 * Once for each connection, when its handshake is accepted (this may take time, because media is converted):
 *
 * 1. `preparation/` requests a track for each media type that the app requested, in the negotiated format, and creates
 *    the writers of its messages, which hold everything that is the same in each message.
 * 2. `sources/` provides the meeting's media: recordings (`sources/file/`), the built-in conversation, a test signal, or
 *    live frames. A recording is converted by ffmpeg, or found in the cache, and read from disk while it plays.
 * 3. `tracks/track.ts` is a sequence of encoded chunks with their base64. All meetings that play the same share it.
 *
 * For each frame, as soon as the app is ready (chunks exist, or are encoded once when they are first played):
 *
 * 4. `pacer.ts` wakes up at the absolute deadline of the next frame and runs the lanes that are due.
 * 5. `lanes/` select the chunk that is due (the mix or each speaker, the camera to show, the next words) and pass its
 *    base64 to the writer. The message that it returns refers to the chunk and is not yet assembled.
 * 6. `frame-sender.ts` puts the message into the outbox of the connection, and counts it when it is sent.
 * 7. `outbox.ts` passes all messages of one moment to the socket together. When the reader is slow, messages wait here,
 *    and beyond a limit the oldest are dropped.
 * 8. `sockets/ws-socket.ts` assembles the messages as WebSocket frames in one buffer and writes it to the TCP socket.
 *
 * `media-connection.ts` owns all of this for one media socket: its states, handshake and keep-alive.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '@rtms-mock/protocol';
import type { MediaKind } from '../media-kind.js';
import type { PacedLane, Pacer } from '../pacer.js';
import { AudioLane } from './lanes/audio-lane.js';
import type { MediaLane } from './lanes/media-lane.js';
import type { MediaPathInput, PlayingRules, PreparedLane } from './preparation/lane-preparation.js';
import { prepareAudio } from './preparation/prepare-audio.js';
import { prepareChat, prepareTranscript } from './preparation/prepare-messages.js';
import { prepareShare } from './preparation/prepare-share.js';
import { prepareVideo } from './preparation/prepare-video.js';

/** Media of one connection while it plays. */
export interface PlayingMedia {
  /** Stops all media types. */
  stop(): void;
  /** Clock time of the next audio packet in milliseconds; `undefined` while no audio plays. */
  readonly audioDueMs: number | undefined;
}

/** Media of one connection that is prepared, or being prepared. */
export interface MediaPath {
  /** Resolves when every media type is prepared, or known to be unavailable. Never rejects. */
  readonly prepared: Promise<void>;
  /**
   * Starts playback. A media type that is still being prepared, such as the video of a recording, starts when it is
   * ready and does not delay the others.
   */
  start(pacer: Pacer, rules: PlayingRules): PlayingMedia;
}

/** The preparation of one media type. Resolves with `undefined` when there is nothing to play. */
interface Preparation {
  readonly kind: MediaKind;
  readonly lane: Promise<PreparedLane | undefined>;
}

/** Delay of media that loses nothing by it, such as audio, from which it is reported, in milliseconds. */
const NOTICEABLE_MS = 500;

/** Starts the preparation of every granted media type. Types that are not available are reported and omitted. */
export function prepareMediaPath(input: MediaPathInput): MediaPath {
  const { params } = input;
  // Each track of a participant listens to it.
  setMaxListeners(0, input.signal);
  const preparations = [
    params.audio && attempt(input, 'audio', () => prepareAudio(input, params)),
    params.video && attempt(input, 'video', () => prepareVideo(input, params)),
    params.deskshare && attempt(input, 'deskshare', () => prepareShare(input, params)),
    params.transcript && attempt(input, 'transcript', () => prepareTranscript(input)),
    params.chat && attempt(input, 'chat', () => prepareChat(input)),
  ].filter((preparation) => preparation !== undefined);
  return {
    prepared: untilAllSettled(preparations),
    start: (pacer, rules) => new Playback(input, preparations, pacer, rules),
  };
}

async function untilAllSettled(preparations: readonly Preparation[]): Promise<void> {
  await Promise.all(preparations.map(({ lane }) => lane));
}

/** Plays the media types of one connection, each from the moment when it is prepared. */
class Playback implements PlayingMedia {
  readonly #input: MediaPathInput;
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  readonly #lateFrames: PlayingRules['lateFrames'];
  readonly #group: number;
  /** Clock time at which the app became ready, in milliseconds. */
  readonly #readyMs: number;
  /** Clock time of the first audio packet. */
  readonly #audioFromMs: number;
  #lanes: readonly PacedLane[] = [];
  #isStopped = false;
  /** The lane of the audio, or its first packet while it is being prepared. */
  #audio: { readonly nextMs: number } | undefined;

  constructor(
    input: MediaPathInput,
    preparations: readonly Preparation[],
    pacer: Pacer,
    rules: PlayingRules,
  ) {
    this.#input = input;
    this.#pacer = pacer;
    this.#clock = rules.clock;
    this.#lateFrames = rules.lateFrames;
    this.#group = pacer.newGroup();
    this.#readyMs = rules.clock.now();
    const hasAudio = preparations.some(({ kind }) => kind === 'audio');
    this.#audioFromMs = hasAudio ? rules.audioFromMs(this.#readyMs) : this.#readyMs;
    if (hasAudio) this.#audio = { nextMs: this.#audioFromMs };
    for (const preparation of preparations) {
      const release = rules.clock.holdStill?.({
        what: `the preparation of ${preparation.kind}`,
        isOwnWork: true,
      });
      void this.#startWhenPrepared(preparation).finally(release);
    }
  }

  readonly #onFailure = (error: unknown, { kind }: MediaLane): void => {
    this.#input.onUnavailable(kind, error);
  };

  get audioDueMs(): number | undefined {
    return this.#audio?.nextMs;
  }

  stop(): void {
    this.#isStopped = true;
    for (const lane of this.#lanes) lane.cancel();
  }

  async #startWhenPrepared({ kind, lane }: Preparation): Promise<void> {
    const createLane = await lane;
    if (this.#isStopped) return;
    if (!createLane) {
      if (kind === 'audio') this.#audio = undefined;
      return;
    }
    try {
      this.#start(kind, createLane);
    } catch (error) {
      this.#input.onUnavailable(kind, error);
    }
  }

  #start(kind: MediaKind, createLane: PreparedLane): void {
    const nowMs = this.#clock.now();
    const { lane, missed = 0 } = createLane({
      readyMs: this.#readyMs,
      nowMs,
      audioFromMs: this.#audioFromMs,
      lateFrames: this.#lateFrames,
    });
    if (lane instanceof AudioLane) this.#audio = lane;
    const paced = this.#pacer.add(lane, { group: this.#group, onFailure: this.#onFailure });
    this.#lanes = this.#lanes.concat(paced);
    const waitedMs = Math.round(nowMs - this.#readyMs);
    if (missed > 0 || waitedMs >= NOTICEABLE_MS) this.#input.onLate({ kind, waitedMs, missed });
  }
}

/** Starts a preparation. An error is reported and yields `undefined`. */
function attempt(
  input: MediaPathInput,
  kind: MediaKind,
  prepare: () => Promise<PreparedLane | undefined> | PreparedLane | undefined,
): Preparation {
  const lane = async (): Promise<PreparedLane | undefined> => {
    try {
      return await prepare();
    } catch (error) {
      if (!input.signal.aborted) input.onUnavailable(kind, error);
      return undefined;
    }
  };
  return { kind, lane: lane() };
}
