import type { AccessUnit } from './access-unit.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/**
 * Remembers the H.264 parameter sets of one camera: producers may send them once, and every key frame needs
 * them, since an app may begin at any.
 */
export class ParameterSets {
  #sequence: readonly Buffer[] = [];
  #picture: readonly Buffer[] = [];

  /** Takes those of an access unit in place of the ones before. Copies them. */
  remember({ sequenceParameters, pictureParameters }: AccessUnit): void {
    if (sequenceParameters.length > 0) this.#sequence = sequenceParameters.map((unit) => Buffer.from(unit));
    if (pictureParameters.length > 0) this.#picture = pictureParameters.map((unit) => Buffer.from(unit));
  }

  get areComplete(): boolean {
    return this.#sequence.length > 0 && this.#picture.length > 0;
  }

  /** The access unit with all parameter sets; as it is when it has its own. */
  addTo(bytes: Buffer, { sequenceParameters, pictureParameters, afterDelimiter }: AccessUnit): Buffer {
    if (sequenceParameters.length > 0 && pictureParameters.length > 0) return bytes;
    const sets = [...this.#sequence, ...this.#picture].flatMap((unit) => [START_CODE, unit]);
    return Buffer.concat([bytes.subarray(0, afterDelimiter), ...sets, bytes.subarray(afterDelimiter)]);
  }
}
