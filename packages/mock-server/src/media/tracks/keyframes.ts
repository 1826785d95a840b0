/** Positions of keyframes in H.264 tracks of the built-in conversation and of recordings. */

/** Interval between keyframes in milliseconds: the maximum wait of a decoder that joins late. */
export const KEYFRAME_INTERVAL_MS = 2000;

/**
 * Interval between keyframes during the first {@link KEYFRAME_INTERVAL_MS} of a track, in milliseconds. It is shorter
 * because apps usually join at the start of a meeting.
 */
export const EARLY_KEYFRAME_INTERVAL_MS = 400;

/** True when the frame at `index`, counted from the start of the track, is to be a keyframe. */
export function isKeyframeDue(index: number, fps: number): boolean {
  const every = (ms: number): number => Math.max(1, Math.floor((ms * fps) / 1000));
  const regular = every(KEYFRAME_INTERVAL_MS);
  return index % (index < regular ? every(EARLY_KEYFRAME_INTERVAL_MS) : regular) === 0;
}
