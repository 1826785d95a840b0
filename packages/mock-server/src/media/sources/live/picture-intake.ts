/** What is pushed for one camera or screen, looked at and made ready once for all meetings. */
import { chunkOf } from '../../tracks/chunk.js';
import { readAccessUnit } from './access-unit.js';
import type { VideoCodec } from './live-options.js';
import { LiveSourceError } from './live-source-error.js';
import { ParameterSets } from './parameter-sets.js';
import type { PushedPicture } from './picture-shelf.js';

/** Larger than any picture of a camera; in bytes. */
const LARGEST_PICTURE = 16 * 1024 ** 2;

const JPEG_BEGINNING = Buffer.from('ffd8ff', 'hex');
const PNG_BEGINNING = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Takes a copy of a pushed frame. `undefined`: it was no picture, but parameter sets, which are remembered.
 * `isKeyFrame` is for H.264; left out, an IDR picture is a key frame. Throws {@link LiveSourceError} with code
 * `invalid-picture`.
 */
export type PictureIntake = (frame: Uint8Array, isKeyFrame?: boolean) => PushedPicture | undefined;

/** `owner` is whose pictures they are, for messages: `Ana's camera`. */
export function createPictureIntake(codec: VideoCodec, owner: string): PictureIntake {
  const sets = new ParameterSets();
  const refuse = (why: string): never => {
    throw new LiveSourceError('invalid-picture', `a picture of ${owner} cannot be taken: ${why}`);
  };
  const copyOf = (frame: Uint8Array): Buffer => {
    if (!(frame instanceof Uint8Array)) refuse('it is no Uint8Array');
    if (frame.length === 0) refuse('it is empty');
    if (frame.length > LARGEST_PICTURE) {
      refuse(`it has ${frame.length} bytes, and ${LARGEST_PICTURE} are the most`);
    }
    return Buffer.from(frame);
  };
  if (codec !== 'H264') {
    const beginning = codec === 'JPG' ? JPEG_BEGINNING : PNG_BEGINNING;
    return (frame) => {
      const bytes = copyOf(frame);
      if (!bytes.subarray(0, beginning.length).equals(beginning)) {
        refuse(
          `${codec} was declared, and it does not begin like one; push whole files, one for each picture`,
        );
      }
      return { chunk: chunkOf(bytes), isKeyFrame: true };
    };
  }
  return (frame, isKeyFrame) => {
    const bytes = copyOf(frame);
    const unit = readAccessUnit(bytes);
    if (!unit) {
      return refuse(
        'H264 was declared, and it does not begin with the start code 00 00 01 of Annex B; ' +
          "WebCodecs gives that with avc: { format: 'annexb' }",
      );
    }
    sets.remember(unit);
    if (unit.slice === undefined) return undefined;
    const isKey = isKeyFrame ?? unit.slice === 'idr';
    if (!isKey) return { chunk: chunkOf(bytes), isKeyFrame: false };
    if (!sets.areComplete) {
      refuse(
        'it is a key frame without SPS and PPS, and none came before; push them in front of it, or first',
      );
    }
    return { chunk: chunkOf(sets.addTo(bytes, unit)), isKeyFrame: true };
  };
}
