/** NAL units of Annex B byte streams. Pure. */

const START_CODE = Buffer.from([0, 0, 1]);
const SEQUENCE_PARAMETER_SET = 7;

/** True for an access unit with a sequence parameter set: decoding can begin with it. */
export function isKeyframe(accessUnit: Buffer): boolean {
  for (let at = accessUnit.indexOf(START_CODE); at !== -1; at = accessUnit.indexOf(START_CODE, at + 3)) {
    const type = (accessUnit[at + 3] ?? 0) & 0x1f;
    if (type === SEQUENCE_PARAMETER_SET) return true;
    if (type === 1 || type === 5) return false; // a slice: the parameter sets would precede it
  }
  return false;
}
