/** Checks and prepares the pushed frames of one camera or screen, once for all meetings. */
import { chunkOf } from '../../tracks/chunk.js';
import { readAccessUnit } from '../../codecs/access-unit.js';
import type { PushedFrame } from './frame-buffer.js';
import type { VideoCodec } from './live-options.js';
import { LiveSourceError } from './live-source-error.js';
import { ParameterSets } from './parameter-sets.js';

/** Max size of a frame, far above that of any camera. */
const MAX_FRAME_BYTES = 16 * 1024 ** 2;

const JPEG_SIGNATURE = Buffer.from('ffd8ff', 'hex');
const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Copies a pushed frame. Returns `undefined` for H.264 parameter sets without a slice, which are remembered.
 *
 * @param isKeyFrame for H.264; default: true for an IDR frame
 * @throws {@link LiveSourceError} with code `invalid-frame`
 */
export type FrameIntake = (frame: Uint8Array, isKeyFrame?: boolean) => PushedFrame | undefined;

/**
 * Creates the intake of one camera or screen.
 *
 * @param origin what the frames come from, for messages: `Ana's camera`
 */
export function createFrameIntake(codec: VideoCodec, origin: string): FrameIntake {
  return codec === 'H264' ? h264Intake(origin) : imageIntake(codec, origin);
}

function imageIntake(codec: 'JPG' | 'PNG', origin: string): FrameIntake {
  const signature = codec === 'JPG' ? JPEG_SIGNATURE : PNG_SIGNATURE;
  return (frame) => {
    const bytes = copyOf(frame, origin);
    if (!bytes.subarray(0, signature.length).equals(signature)) {
      refuse(
        origin,
        `${codec} was declared, and it does not begin with the signature of one; push one whole file per frame`,
      );
    }
    return { chunk: chunkOf(bytes), isKeyFrame: true };
  };
}

function h264Intake(origin: string): FrameIntake {
  const sets = new ParameterSets();
  return (frame, isKeyFrame) => {
    const bytes = copyOf(frame, origin);
    const unit = readAccessUnit(bytes);
    if (!unit) {
      return refuse(
        origin,
        'H264 was declared, and it does not begin with the start code 00 00 01 of Annex B; ' +
          "with WebCodecs, configure avc: { format: 'annexb' }",
      );
    }
    sets.remember(unit);
    if (unit.slice === undefined) return undefined;
    const isKey = isKeyFrame ?? unit.slice === 'idr';
    if (!isKey) return { chunk: chunkOf(bytes), isKeyFrame: false };
    if (!sets.areComplete) {
      refuse(origin, 'it is a keyframe, and no SPS and PPS were pushed; push them in front of it, or before');
    }
    return { chunk: chunkOf(sets.addTo(bytes, unit)), isKeyFrame: true };
  };
}

function copyOf(frame: Uint8Array, origin: string): Buffer {
  if (!(frame instanceof Uint8Array)) refuse(origin, 'it must be a Uint8Array');
  if (frame.length === 0) refuse(origin, 'it is empty');
  if (frame.length > MAX_FRAME_BYTES) {
    refuse(origin, `it has ${frame.length} bytes, the max is ${MAX_FRAME_BYTES}`);
  }
  return Buffer.from(frame);
}

function refuse(origin: string, problem: string): never {
  throw new LiveSourceError('invalid-frame', `invalid frame of ${origin}: ${problem}`);
}
