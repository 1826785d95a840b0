import { RtmsError } from '../errors.js';
import { ClientEvents } from '../streams/events.js';
import { FrameStream, type StreamOptions } from '../streams/frame-stream.js';
import { mediaFrame, transcriptLine, type MediaFrame, type TranscriptLine } from '../streams/frames.js';
import type { MediaDataCallback, MediaDataCallbackName } from '../vocabulary/callbacks.js';
import * as sdk from '../vocabulary/constants.js';
import { ClientCallbacks } from './client-callbacks.js';

/** The part of a client that the SDK does not have: events, and media for `for await`. */
export abstract class ClientStreams extends ClientCallbacks {
  #events: ClientEvents | undefined;

  /** All callbacks and connection events of the client as a typed `EventEmitter`, in addition to the callbacks. */
  get events(): ClientEvents {
    return (this.#events ??= new ClientEvents({
      callbacks: this.callbacks,
      requestMedia: (flag) => this.requestMedia(flag),
      requestEvents: (types) => this.subscribeEvent(types),
    }));
  }

  /**
   * Audio for `for await`, from now until the stream ends. Requests audio, as `onAudioData` does. If joining
   * fails, the loop throws an {@link RtmsError} with code `join-failed`.
   * @throws RangeError if `maxWaiting` is not an integer of at least 1.
   */
  audio(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onAudioData', sdk.MEDIA_TYPE_AUDIO, mediaFrame, options);
  }

  /** Video for `for await`; see {@link audio}. */
  video(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onVideoData', sdk.MEDIA_TYPE_VIDEO, mediaFrame, options);
  }

  /** Screen share for `for await`; see {@link audio}. */
  deskshare(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onDeskshareData', sdk.MEDIA_TYPE_DESKSHARE, mediaFrame, options);
  }

  /** Transcripts for `for await`, one utterance at a time; see {@link audio}. */
  transcripts(options?: StreamOptions): FrameStream<TranscriptLine> {
    return this.#stream('onTranscriptData', sdk.MEDIA_TYPE_TRANSCRIPT, transcriptLine, options);
  }

  #stream<Frame>(
    name: MediaDataCallbackName,
    flag: number,
    frameOf: (...args: Parameters<MediaDataCallback>) => Frame,
    options: StreamOptions | undefined,
  ): FrameStream<Frame> {
    this.requestMedia(flag);
    const { callbacks } = this;
    return new FrameStream(
      {
        frames: (next) => callbacks.listen(name, (...args) => next(frameOf(...args))),
        ended: (done) => {
          const cancelLeave = callbacks.listen('onLeave', () => done());
          const cancelJoin = callbacks.listen('onJoinConfirm', (status) => {
            if (status !== sdk.RTMS_SDK_OK) done(joinFailed(status));
          });
          return () => {
            cancelLeave();
            cancelJoin();
          };
        },
      },
      options,
    );
  }
}

function joinFailed(status: number): RtmsError {
  return new RtmsError('join-failed', `Joining failed with status ${status}`);
}
