import type { MediaDataCallback, MediaDataCallbackName } from '../vocabulary/callbacks.js';
import { ClientCallbacks } from './client-callbacks.js';
import * as sdk from '../vocabulary/constants.js';
import { RtmsError } from '../errors.js';
import { ClientEvents } from '../streams/events.js';
import { FrameStream, type StreamOptions } from '../streams/frame-stream.js';
import { mediaFrame, transcriptLine, type MediaFrame, type TranscriptLine } from '../streams/frames.js';

/** The half of a client that the SDK does not have: events, and media for `for await`. */
export abstract class ClientStreams extends ClientCallbacks {
  #events: ClientEvents | undefined;

  /** Everything the client tells, as a typed `EventEmitter`, beside the callbacks. */
  get events(): ClientEvents {
    return (this.#events ??= new ClientEvents({
      callbacks: this.callbacks,
      wantMedia: (flag) => this.wantMedia(flag),
      wantEvents: (types) => this.subscribeEvent(types),
    }));
  }

  /**
   * Audio for `for await`, from now until the stream is left. Asks for audio, as `onAudioData` does. Throws
   * an {@link RtmsError} with code `join-failed` into the loop when joining fails.
   */
  audio(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onAudioData', sdk.MEDIA_TYPE_AUDIO, mediaFrame, options);
  }

  /** As {@link audio}, for video. */
  video(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onVideoData', sdk.MEDIA_TYPE_VIDEO, mediaFrame, options);
  }

  /** As {@link audio}, for the shared screen. */
  deskshare(options?: StreamOptions): FrameStream<MediaFrame> {
    return this.#stream('onDeskshareData', sdk.MEDIA_TYPE_DESKSHARE, mediaFrame, options);
  }

  /** As {@link audio}, for what is said. */
  transcripts(options?: StreamOptions): FrameStream<TranscriptLine> {
    return this.#stream('onTranscriptData', sdk.MEDIA_TYPE_TRANSCRIPT, transcriptLine, options);
  }

  #stream<Frame>(
    name: MediaDataCallbackName,
    flag: number,
    frameOf: (...args: Parameters<MediaDataCallback>) => Frame,
    options: StreamOptions | undefined,
  ): FrameStream<Frame> {
    this.wantMedia(flag);
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
