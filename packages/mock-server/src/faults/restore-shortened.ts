import { isObject } from '../input/kinds.js';

/**
 * Returns an edited copy of data with the original in place of everything that is still as it was shown: secrets are shown
 * shortened, and long values are cut.
 *
 * @param edited what a user made of `shown`
 * @param shown the data as it was shown
 * @param original the data
 */
export function restoreShortened(edited: unknown, shown: unknown, original: unknown): unknown {
  if (JSON.stringify(edited) === JSON.stringify(shown)) return original;
  if (!isObject(edited) || !isObject(shown) || !isObject(original)) return edited;
  return Object.fromEntries(
    Object.entries(edited).map(([key, value]) => [key, restoreShortened(value, shown[key], original[key])]),
  );
}
