/** NAL units in the Annex B byte stream format (H.264 §7.4.1 and Annex B). */

/** First byte of each kind of NAL unit: `nal_unit_type` with `nal_ref_idc` 3. */
export const NalHeader = {
  sequenceParameters: 0x67,
  pictureParameters: 0x68,
  idrSlice: 0x65,
  slice: 0x61,
} as const;
/** A first byte of a NAL unit. */
export type NalHeader = (typeof NalHeader)[keyof typeof NalHeader];

const START_CODE = Buffer.from([0, 0, 0, 1]);
const TWO_ZEROS = Buffer.from([0, 0]);
const EMULATION_PREVENTION = 3;

/** Builds a NAL unit: start code, header, and the payload with emulation prevention bytes. */
export function nalUnit(header: NalHeader, payload: Buffer): Buffer {
  return Buffer.concat([START_CODE, Buffer.of(header), ...protect(payload)]);
}

function protect(payload: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let done = 0;
  for (let at = payload.indexOf(TWO_ZEROS); at >= 0;) {
    const next = payload[at + 2];
    // A payload never ends with two zeros, because its last byte contains the stop bit.
    if (next !== undefined && next <= EMULATION_PREVENTION) {
      parts.push(payload.subarray(done, at + 2), Buffer.of(EMULATION_PREVENTION));
      done = at + 2;
      at = payload.indexOf(TWO_ZEROS, done);
    } else {
      at = payload.indexOf(TWO_ZEROS, at + 1);
    }
  }
  parts.push(payload.subarray(done));
  return parts;
}
