/** Number types with units. The HTTP API's schemas take their limits from these types. */

/**
 * Whole number, 0 or more.
 *
 * @minimum 0
 * @TJS-type integer
 */
export type Count = number;

/**
 * Milliseconds.
 *
 * @minimum 0
 */
export type Milliseconds = number;

/**
 * Milliseconds since 1970, as `Date.now()` gives them.
 *
 * @TJS-type integer
 */
export type UnixMilliseconds = number;
