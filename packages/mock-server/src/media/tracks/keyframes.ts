/** Where H.264 tracks have key pictures: those of the built-in meeting and those of recordings. */

/** A decoder that joins late waits at most this long, in milliseconds. */
export const KEYFRAME_INTERVAL_MS = 2000;

/**
 * Apps mostly join in the first moments of a meeting, so that key pictures come this often in its first interval.
 * In milliseconds.
 */
export const EARLY_KEYFRAME_INTERVAL_MS = 400;

/** Whether a key picture is due at a picture, counted from the beginning at `fps` pictures a second. */
export function isKeyframeDue(index: number, fps: number): boolean {
  const every = (ms: number): number => Math.max(1, Math.floor((ms * fps) / 1000));
  const regular = every(KEYFRAME_INTERVAL_MS);
  return index % (index < regular ? every(EARLY_KEYFRAME_INTERVAL_MS) : regular) === 0;
}
