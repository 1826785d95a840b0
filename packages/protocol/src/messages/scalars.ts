/** Numbers with a unit or a range. */

/**
 * Unix time in milliseconds (PROTOCOL.md §4.3, documented).
 * @minimum 0
 * @maximum 9007199254740991
 * @TJS-type integer
 */
export type UnixMs = number;

/**
 * Id of a participant in one meeting: unsigned, 32 bits. 0 stands for no particular participant, as in mixed
 * audio (PROTOCOL.md §4.2, documented).
 * @minimum 0
 * @maximum 4294967295
 * @TJS-type integer
 */
export type UserId = number;
