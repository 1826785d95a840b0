/** Splits an H.264 byte stream (Annex B) into access units: everything that belongs to one frame. */
import { FrameIndexBuilder, scanFile, type FrameIndex } from './frame-index.js';

const START_CODE = Buffer.from([0, 0, 1]);

/** Bytes needed to classify a unit: a start code, the NAL header and the first byte of a slice header. */
const LOOK_AHEAD = START_CODE.length + 2;

/** `nal_unit_type` (H.264 table 7-1). */
const Nal = { slice: 1, idrSlice: 5, supplementalInformation: 6, delimiter: 9 } as const;

/**
 * Indexes a file in one pass. An access unit begins with the first parameter set or other unit before its slices
 * (H.264 §7.4.1.2.3), so parameter sets are sent together with the keyframe that they belong to.
 */
export async function indexAccessUnits(path: string, size: number): Promise<FrameIndex> {
  const index = new FrameIndexBuilder();
  let begin = 0;
  let isKey = false;
  /** True once the current access unit has a slice: the next unit before slices begins another one. */
  let hasSlice = false;

  const addUnit = (offset: number, type: number, firstByte: number): void => {
    const isSlice = type >= Nal.slice && type <= Nal.idrSlice;
    // first_mb_in_slice is 0 exactly when the slice header begins with a 1 bit.
    const beginsFrame = isSlice
      ? firstByte >= 0x80
      : type >= Nal.supplementalInformation && type <= Nal.delimiter;
    if (hasSlice && beginsFrame) {
      index.add(begin, offset - begin, isKey);
      begin = offset;
      hasSlice = false;
      isKey = false;
    }
    if (isSlice) hasSlice = true;
    if (type === Nal.idrSlice) isKey = true;
  };

  await scanFile(path, (bytes, offset) => {
    let at = bytes.indexOf(START_CODE);
    for (
      ;
      at >= 0 && at + LOOK_AHEAD <= bytes.length;
      at = bytes.indexOf(START_CODE, at + START_CODE.length)
    ) {
      // Start codes of four bytes have one more zero in front.
      const from = at > 0 && bytes[at - 1] === 0 ? at - 1 : at;
      addUnit(offset + from, (bytes[at + 3] ?? 0) & 0x1f, bytes[at + 4] ?? 0);
    }
    // The rest may be the beginning of a start code, or a start code with too few bytes behind it.
    const undecided = at >= 0 ? at : bytes.length - (START_CODE.length - 1);
    return Math.max(0, undecided - 1);
  });
  if (hasSlice) index.add(begin, size - begin, isKey);
  return index.build();
}
