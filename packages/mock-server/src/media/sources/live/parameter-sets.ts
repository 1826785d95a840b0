import type { AccessUnit } from '../../codecs/access-unit.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/**
 * Remembers the H.264 parameter sets of one camera. Producers may push them once, but every keyframe needs them,
 * since an app may start at any keyframe.
 */
export class ParameterSets {
  #sequence: readonly Buffer[] = [];
  #picture: readonly Buffer[] = [];

  /** Replaces the remembered sets by copies of those in an access unit; sets that it lacks are kept. */
  remember({ sequenceParameters, pictureParameters }: AccessUnit): void {
    if (sequenceParameters.length > 0) this.#sequence = sequenceParameters.map((unit) => Buffer.from(unit));
    if (pictureParameters.length > 0) this.#picture = pictureParameters.map((unit) => Buffer.from(unit));
  }

  /** True once both an SPS and a PPS are known. */
  get areComplete(): boolean {
    return this.#sequence.length > 0 && this.#picture.length > 0;
  }

  /** Inserts all parameter sets into an access unit. Returns it unchanged when it has its own. */
  addTo(bytes: Buffer, { sequenceParameters, pictureParameters, afterDelimiter }: AccessUnit): Buffer {
    if (sequenceParameters.length > 0 && pictureParameters.length > 0) return bytes;
    const sets = [...this.#sequence, ...this.#picture].flatMap((unit) => [START_CODE, unit]);
    return Buffer.concat([bytes.subarray(0, afterDelimiter), ...sets, bytes.subarray(afterDelimiter)]);
  }
}
