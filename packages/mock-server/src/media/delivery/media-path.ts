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
import type { Cancel } from '@rtms-mock/protocol';
import type { MediaKind } from '../media-kind.js';
import type { Pacer } from '../pacer.js';
import { AudioLane } from './lanes/audio-lane.js';
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

/** Starts the preparation of every granted media type. Types that are not available are reported and omitted. */
export function prepareMediaPath(input: MediaPathInput): MediaPath {
  const { params } = input;
  const preparations = [
    params.audio && attempt(input, 'audio', () => prepareAudio(input, params)),
    params.video && attempt(input, 'video', () => prepareVideo(input, params)),
    params.deskshare && attempt(input, 'deskshare', () => prepareShare(input, params)),
    params.transcript && attempt(input, 'transcript', () => prepareTranscript(input)),
    params.chat && attempt(input, 'chat', () => prepareChat(input)),
  ].filter((preparation) => preparation !== undefined);
  return {
    start: (pacer, rules) => {
      let isStopped = false;
      const group = pacer.newGroup();
      let audio: AudioLane | undefined;
      const cancels: Cancel[] = [];
      for (const preparation of preparations) void startWhenReady(preparation);
      return {
        stop: () => {
          isStopped = true;
          for (const cancel of cancels) cancel();
        },
        get audioDueMs() {
          return audio?.nextMs;
        },
      };

      async function startWhenReady({ kind, lane: preparing }: Preparation): Promise<void> {
        const createLane = await preparing;
        if (!createLane || isStopped) return;
        try {
          const lane = createLane(rules.nowMs(), rules);
          if (lane instanceof AudioLane) audio = lane;
          cancels.push(pacer.add(lane, { group, onFailure: (error) => input.onUnavailable(kind, error) }));
        } catch (error) {
          input.onUnavailable(kind, error);
        }
      }
    },
  };
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
