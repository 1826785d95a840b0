/** Test doubles for code built on this package: a clock and sockets without timers and network. */
export { ManualClock } from './testing/manual-clock.js';
export { memorySocketPair, type MemorySocket } from './testing/memory-socket.js';
