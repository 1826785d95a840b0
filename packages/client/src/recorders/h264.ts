import { FileAppender } from './file-appender.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);
const SEQUENCE_PARAMETER_SET = 7;

/** Writes a raw H.264 file (Annex B). One video stream per file: one participant, or one view. */
export class H264Writer implements AsyncDisposable {
  readonly #file: FileAppender;
  #started = false;
  #skipped = 0;

  /** Creates the file, or replaces it. */
  constructor(path: string) {
    this.#file = new FileAppender(path);
  }

  /** Number of frames that were skipped before the first that can be decoded. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Number of bytes so far. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /**
   * Appends a frame. Frames before the first one with a sequence parameter set are skipped.
   * @throws Error after `close`.
   */
  write(frame: Buffer): void {
    const annexB = startsWithStartCode(frame) ? frame : Buffer.concat([START_CODE, frame]);
    this.#started ||= hasParameterSet(annexB);
    if (this.#started) this.#file.write(annexB);
    else this.#skipped += 1;
  }

  /** Resolves after everything was written; rejects with the first error since the file was opened. */
  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Creates a raw H.264 file. Request video with `codec: VideoCodec.H264`. `ffmpeg -i file.h264 file.mp4` converts
 * the file.
 */
export function writeH264(path: string): H264Writer {
  return new H264Writer(path);
}

function startsWithStartCode(bytes: Buffer): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1));
}

function hasParameterSet(annexB: Buffer): boolean {
  const marker = START_CODE.subarray(1);
  for (let at = annexB.indexOf(marker); at !== -1; at = annexB.indexOf(marker, at + 3)) {
    if (((annexB[at + 3] ?? 0) & 0x1f) === SEQUENCE_PARAMETER_SET) return true;
  }
  return false;
}
