/** Numbers with a meaning. */

/**
 * Unix time in milliseconds (P§2.6, documented).
 * @minimum 0
 * @TJS-type integer
 */
export type UnixMs = number;

/**
 * A person in one meeting: unsigned, 32 bits. 0 is nobody in particular, as in mixed audio (P§2.5, documented).
 * @minimum 0
 * @maximum 4294967295
 * @TJS-type integer
 */
export type UserId = number;
