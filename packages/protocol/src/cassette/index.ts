/** Format of cassettes: recordings of meetings as JSON lines. Published as `@rtms-mock/protocol/cassette`. */
export * from './lines.js';
export * from './encode.js';
export * from './decode.js';
export * from './secrets.js';
export * from './redactor.js';
export * from './message-lines.js';
export * from './journal-lines.js';
export * from './journal-entries.js';
export * from './generation-of-handshake.js';
