/** Parsing of single H.264 access units in Annex B format, as encoders output them. */

/** `nal_unit_type` (H.264 table 7-1). */
const Nal = { slice: 1, idrSlice: 5, sequenceParameters: 7, pictureParameters: 8, delimiter: 9 } as const;

const START_CODE = Buffer.from([0, 0, 1]);

/** An access unit up to and including the type of its first slice. */
export interface AccessUnit {
  /** Type of the first slice. `undefined` without slices, such as for parameter sets that are pushed alone. */
  readonly slice: 'idr' | 'other' | undefined;
  /** The SPS units, without start codes. */
  readonly sequenceParameters: readonly Buffer[];
  /** The PPS units, without start codes. */
  readonly pictureParameters: readonly Buffer[];
  /** Offset of the first unit that is not an access unit delimiter: parameter sets are inserted here. */
  readonly afterDelimiter: number;
}

/**
 * Parses an access unit. Reads no further than the type of the first slice. `undefined` when the bytes do not begin
 * with a start code.
 */
export function readAccessUnit(bytes: Buffer): AccessUnit | undefined {
  const begin = bytes.indexOf(START_CODE);
  if (begin < 0 || bytes.subarray(0, begin).some((byte) => byte !== 0)) return undefined;
  const sequenceParameters: Buffer[] = [];
  const pictureParameters: Buffer[] = [];
  let slice: AccessUnit['slice'];
  let afterDelimiter = 0;
  for (let at = begin + START_CODE.length; at < bytes.length && slice === undefined;) {
    const type = (bytes[at] ?? 0) & 0x1f;
    if (type >= Nal.slice && type <= Nal.idrSlice) slice = type === Nal.idrSlice ? 'idr' : 'other';
    // The end of a slice is not needed, and finding it would mean a scan of the whole frame.
    const next = slice === undefined ? bytes.indexOf(START_CODE, at) : -1;
    const end = endOfUnit(bytes, at, next < 0 ? bytes.length : next);
    const unit = bytes.subarray(at, end);
    if (type === Nal.sequenceParameters) sequenceParameters.push(unit);
    if (type === Nal.pictureParameters) pictureParameters.push(unit);
    if (type === Nal.delimiter && next >= 0) afterDelimiter = end;
    at = next < 0 ? bytes.length : next + START_CODE.length;
  }
  return { slice, sequenceParameters, pictureParameters, afterDelimiter };
}

/** Zeros before a start code are padding: a unit never ends with a zero byte. */
function endOfUnit(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && bytes[end - 1] === 0) end -= 1;
  return end;
}
