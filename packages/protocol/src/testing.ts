/** Doubles for tests of anything built on this package. */
export { ManualClock } from './testing/manual-clock.js';
export { memorySocketPair, type MemorySocket } from './testing/memory-socket.js';
