/** Base64 characters that are looked at: parameter sets and the beginning of a slice. */
const LOOKED_AT = 1024;

/** NAL unit types of an IDR slice and of the parameter sets before it (H.264 table 7-1). */
const KEYFRAME_UNITS: ReadonlySet<number> = new Set([5, 7, 8]);

const START_CODE = Buffer.from([0, 0, 1]);

/** Returns true if an H.264 frame in base64 begins as a keyframe does. */
export function isKeyframe(base64: string): boolean {
  const bytes = Buffer.from(base64.slice(0, LOOKED_AT), 'base64');
  for (let at = bytes.indexOf(START_CODE); at !== -1; at = bytes.indexOf(START_CODE, at + 3)) {
    const header = bytes[at + START_CODE.length];
    if (header !== undefined && KEYFRAME_UNITS.has(header & 0x1f)) return true;
  }
  return false;
}
