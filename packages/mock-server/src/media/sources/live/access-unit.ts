/** Looks into one H.264 access unit in the Annex B format, as encoders hand it out. */

/** `nal_unit_type` (H.264 table 7-1). */
const Nal = { slice: 1, idrSlice: 5, sequenceParameters: 7, pictureParameters: 8, delimiter: 9 } as const;

const START_CODE = Buffer.from([0, 0, 1]);

/** What stands before the first slice, and what that slice is. */
export interface AccessUnit {
  /** Undefined when there is no slice: parameter sets that come by themselves, for instance. */
  readonly slice: 'idr' | 'other' | undefined;
  /** The parameter sets in it, without start codes. */
  readonly sequenceParameters: readonly Buffer[];
  readonly pictureParameters: readonly Buffer[];
  /** Where the first unit begins that is no access unit delimiter: parameter sets have to stand behind that. */
  readonly afterDelimiter: number;
}

/** `undefined` when the bytes do not begin with a start code. Reads no further than the first slice. */
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
    // The size of a slice does not matter, and to look for its end would mean to look through all of it.
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

/** Zeros before a start code belong to nobody: a unit never ends with one. */
function endOfUnit(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && bytes[end - 1] === 0) end -= 1;
  return end;
}
