import { FileAppender } from './file-appender.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);
const SEQUENCE_PARAMETER_SET = 7;

/** A raw H.264 file (Annex B) that grows. One picture stream per file: one participant, or one view. */
export class H264Writer implements AsyncDisposable {
  readonly #file: FileAppender;
  #begun = false;
  #skipped = 0;

  constructor(path: string) {
    this.#file = new FileAppender(path);
  }

  /** Pictures that were left out before the first that can be decoded. */
  get skipped(): number {
    return this.#skipped;
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Adds a picture. Nothing is written before the first with a sequence parameter set. Throws after `close`. */
  write(picture: Buffer): void {
    const annexB = startsWithStartCode(picture) ? picture : Buffer.concat([START_CODE, picture]);
    this.#begun ||= holdsParameterSet(annexB);
    if (this.#begun) this.#file.write(annexB);
    else this.#skipped += 1;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Begins a raw H.264 file; ask for video with `codec: VideoCodec.H264`. `ffmpeg -i file.h264 file.mp4` wraps it. */
export function writeH264(path: string): H264Writer {
  return new H264Writer(path);
}

function startsWithStartCode(bytes: Buffer): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1));
}

function holdsParameterSet(annexB: Buffer): boolean {
  const marker = START_CODE.subarray(1);
  for (let at = annexB.indexOf(marker); at !== -1; at = annexB.indexOf(marker, at + 3)) {
    if (((annexB[at + 3] ?? 0) & 0x1f) === SEQUENCE_PARAMETER_SET) return true;
  }
  return false;
}
