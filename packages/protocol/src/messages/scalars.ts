/** Numbers with a meaning. */

/**
 * Unix time in milliseconds (PROTOCOL.md §4.3, documented).
 * @minimum 0
 * @TJS-type integer
 */
export type UnixMs = number;

/**
 * A person in one meeting: unsigned, 32 bits. 0 is nobody in particular, as in mixed audio (PROTOCOL.md §4.2,
 * documented).
 * @minimum 0
 * @maximum 4294967295
 * @TJS-type integer
 */
export type UserId = number;
