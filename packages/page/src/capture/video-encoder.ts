/** Encodes frames of a camera or screen in the codecs that are wanted: H.264 with WebCodecs, JPG with a canvas. */
import { h264CodecFor } from './h264-level.js';
import type { LiveCodec } from './live-link.js';

/** Callbacks of {@link createFrameEncoder}. */
export interface EncoderHandlers {
  encoded(codec: LiveCodec, data: Uint8Array, timestampUs: number): void;
  /** H.264 does not work for these frames: one sentence. JPG goes on. */
  failed(sentence: string): void;
  /** Bytes that wait to be sent: above a limit frames are left out. */
  buffered(): number;
}

/** Encodes frames. */
export interface FrameEncoder {
  encode(frame: VideoFrame): Promise<void>;
  want(codecs: readonly LiveCodec[]): void;
  requestKeyframe(): void;
  close(): void;
}

const KEYFRAME_EVERY_US = 2_000_000;
/** JPG files are large: at most ten per second. */
const JPG_EVERY_US = 100_000;
const MAX_BUFFERED_BYTES = 2_000_000;
const MAX_QUEUE = 4;
const BITS_PER_S = 1_500_000;

/** Codecs that this browser encodes. */
export async function availableCodecs(): Promise<readonly LiveCodec[]> {
  if (typeof VideoEncoder === 'undefined') return ['JPG'];
  const { supported } = await VideoEncoder.isConfigSupported(configFor(640, 360));
  return supported === true ? ['H264', 'JPG'] : ['JPG'];
}

function configFor(width: number, height: number): VideoEncoderConfig {
  return {
    codec: h264CodecFor(width, height),
    // Even sizes only.
    width: width & ~1,
    height: height & ~1,
    bitrate: BITS_PER_S,
    framerate: 25,
    latencyMode: 'realtime',
    avc: { format: 'annexb' },
  };
}

/** Creates an encoder that does nothing until a codec is wanted. */
export function createFrameEncoder(handlers: EncoderHandlers): FrameEncoder {
  return new WantedEncoder(handlers);
}

class WantedEncoder implements FrameEncoder {
  readonly #handlers: EncoderHandlers;
  #wanted: ReadonlySet<LiveCodec> = new Set();
  #h264: VideoEncoder | undefined;
  #size = '';
  #keyframeAtUs = -Infinity;
  #jpgAtUs = -Infinity;
  #canvas: OffscreenCanvas | undefined;

  constructor(handlers: EncoderHandlers) {
    this.#handlers = handlers;
  }

  want(codecs: readonly LiveCodec[]): void {
    if (codecs.includes('H264') && !this.#wanted.has('H264')) this.requestKeyframe();
    this.#wanted = new Set(codecs);
  }

  requestKeyframe(): void {
    this.#keyframeAtUs = -Infinity;
  }

  async encode(frame: VideoFrame): Promise<void> {
    if (this.#handlers.buffered() > MAX_BUFFERED_BYTES) return;
    if (this.#wanted.has('H264')) await this.#encodeH264(frame);
    if (this.#wanted.has('JPG')) await this.#encodeJpg(frame);
  }

  async #encodeH264(frame: VideoFrame): Promise<void> {
    const size = `${frame.displayWidth}×${frame.displayHeight}`;
    if (size !== this.#size) await this.#configure(frame.displayWidth, frame.displayHeight, size);
    const encoder = this.#h264;
    if (encoder === undefined || encoder.encodeQueueSize > MAX_QUEUE) return;
    const keyFrame = frame.timestamp - this.#keyframeAtUs >= KEYFRAME_EVERY_US;
    if (keyFrame) this.#keyframeAtUs = frame.timestamp;
    encoder.encode(frame, { keyFrame });
  }

  async #configure(width: number, height: number, size: string): Promise<void> {
    this.#closeH264();
    this.#size = size;
    const config = configFor(width, height);
    if (typeof VideoEncoder === 'undefined') return;
    const { supported } = await VideoEncoder.isConfigSupported(config);
    if (supported !== true) {
      this.#handlers.failed(
        `This browser encodes no H.264 at ${size}; apps that ask for JPG still get video.`,
      );
      return;
    }
    this.#h264 = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        this.#handlers.encoded('H264', data, chunk.timestamp);
      },
      error: (error) => {
        this.#h264 = undefined;
        this.#handlers.failed(`The H.264 encoder has stopped: ${error.message}`);
      },
    });
    this.#h264.configure(config);
    this.requestKeyframe();
  }

  async #encodeJpg(frame: VideoFrame): Promise<void> {
    if (frame.timestamp - this.#jpgAtUs < JPG_EVERY_US) return;
    this.#jpgAtUs = frame.timestamp;
    const { displayWidth: width, displayHeight: height } = frame;
    this.#canvas ??= new OffscreenCanvas(width, height);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#canvas.getContext('2d')?.drawImage(frame, 0, 0, width, height);
    const blob = await this.#canvas.convertToBlob({ type: 'image/jpeg', quality: 0.75 });
    this.#handlers.encoded('JPG', new Uint8Array(await blob.arrayBuffer()), frame.timestamp);
  }

  #closeH264(): void {
    if (this.#h264 !== undefined && this.#h264.state !== 'closed') this.#h264.close();
    this.#h264 = undefined;
  }

  close(): void {
    this.#closeH264();
    this.#wanted = new Set();
  }
}
