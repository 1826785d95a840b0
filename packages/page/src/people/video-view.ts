/** Draws encoded frames on a canvas: H.264 with WebCodecs, JPG and PNG with the browser's own decoders. */
import { codecOf, imageTypeOf } from './frame-type.js';

/** Receives frames in order. */
export interface VideoView {
  /** `data`: one H.264 access unit (Annex B), or one JPG or PNG file. `timestampMs` increases. */
  show(data: Uint8Array<ArrayBuffer>, timestampMs: number): void;
  close(): void;
}

/** Callbacks of {@link createVideoView}. */
export interface VideoViewHandlers {
  /** A decoded frame, to be drawn at once: it is closed afterwards. */
  drawn(frame: CanvasImageSource, width: number, height: number, timestampMs: number): void;
  /** One sentence: this browser cannot show the video, or a frame is broken. */
  failed(sentence: string): void;
}

/** True if this browser decodes H.264 here; not in insecure contexts. */
export function canDecodeH264(): boolean {
  return typeof VideoDecoder !== 'undefined';
}

/** Creates a view that decodes whatever codec a frame has. */
export function createVideoView(handlers: VideoViewHandlers): VideoView {
  let decoder: H264Decoder | undefined;
  return {
    show: (data, timestampMs) => {
      const type = imageTypeOf(data);
      if (type !== undefined) {
        void drawImage(new Blob([data], { type }), timestampMs, handlers);
        return;
      }
      if (!canDecodeH264()) {
        handlers.failed('This browser decodes no H.264 here: open the page as localhost or over https.');
        return;
      }
      decoder ??= new H264Decoder(handlers);
      decoder.decode(data, timestampMs);
    },
    close: () => decoder?.close(),
  };
}

async function drawImage(blob: Blob, timestampMs: number, handlers: VideoViewHandlers): Promise<void> {
  try {
    const image = await createImageBitmap(blob);
    handlers.drawn(image, image.width, image.height, timestampMs);
    image.close();
  } catch {
    handlers.failed('A frame cannot be decoded.');
  }
}

/** Max number of frames that wait for the decoder; above it, frames up to the next keyframe are dropped. */
const MAX_QUEUE = 30;

class H264Decoder {
  readonly #handlers: VideoViewHandlers;
  #decoder: VideoDecoder | undefined;
  #codec = '';
  #waitsForKeyframe = true;

  constructor(handlers: VideoViewHandlers) {
    this.#handlers = handlers;
  }

  decode(data: Uint8Array<ArrayBuffer>, timestampMs: number): void {
    const codec = codecOf(data);
    if (codec !== undefined) {
      this.#configure(codec);
      this.#waitsForKeyframe = false;
    }
    if (this.#decoder === undefined || this.#waitsForKeyframe) return;
    if (this.#decoder.decodeQueueSize > MAX_QUEUE) {
      this.#waitsForKeyframe = true;
      return;
    }
    const type = codec === undefined ? 'delta' : 'key';
    this.#decoder.decode(new EncodedVideoChunk({ type, timestamp: timestampMs * 1000, data }));
  }

  #configure(codec: string): void {
    if (this.#codec === codec && this.#decoder?.state === 'configured') return;
    this.close();
    this.#codec = codec;
    const handlers = this.#handlers;
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        handlers.drawn(frame, frame.displayWidth, frame.displayHeight, frame.timestamp / 1000);
        frame.close();
      },
      error: (error) => {
        this.#decoder = undefined;
        this.#waitsForKeyframe = true;
        handlers.failed(`The video cannot be decoded: ${error.message}`);
      },
    });
    this.#decoder.configure({ codec, optimizeForLatency: true });
  }

  close(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = undefined;
  }
}
