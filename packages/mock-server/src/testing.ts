/** Doubles for tests against this server. */
export { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';
