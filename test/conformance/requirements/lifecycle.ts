/** States of session and stream, and their end. */
export const LIFECYCLE = [
  { id: 'state:initialize', source: 'PROTOCOL.md §8.3', sentence: 'INITIALIZE comes after the handshake' },
  {
    id: 'state:started',
    source: 'PROTOCOL.md §8.3',
    sentence: 'STARTED and ACTIVE come with the first acknowledgement',
  },
  {
    id: 'state:paused',
    source: 'PROTOCOL.md §14.1',
    sentence: 'pausing tells PAUSED for session, then stream, and stops media',
  },
  {
    id: 'state:resumed',
    source: 'PROTOCOL.md §14.1',
    sentence: 'resuming tells RESUMED for session, then stream, and media goes on with timestamps that jump',
  },
  {
    id: 'state:sockets-stay',
    source: 'PROTOCOL.md §14.1',
    sentence: 'sockets and keep-alive stay while paused',
  },
  {
    id: 'state:end:order-2025',
    source: 'PROTOCOL.md §14.1',
    sentence: '2025 ends with the stream before the session',
  },
  {
    id: 'state:end:order-2026',
    source: 'PROTOCOL.md §14.1',
    sentence: '2026 ends with the session before the stream',
  },
  {
    id: 'state:end:reason-both-names',
    source: 'PROTOCOL.md §9.8',
    sentence: '8 and 9 carry reason and stop_reason alike at the end, and neither before',
  },
  {
    id: 'state:end:close-1000',
    source: 'PROTOCOL.md §14.1',
    sentence: 'after the end every socket closes with 1000',
  },
  { id: 'state:end:webhook', source: 'PROTOCOL.md §14.1', sentence: 'rtms_stopped carries the same reason' },
  { id: 'state:restart', source: 'PROTOCOL.md §14.1', sentence: 'stop and start keep both ids' },
  {
    id: 'state:restart:at-once',
    source: 'PROTOCOL.md §14.1',
    sentence: 'sockets of a stopped stream that close late do not disturb the one that was started again',
  },
  {
    id: 'state:nobody-connects',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a stream to which nobody connects within 60 s stops with 11',
  },
  {
    id: 'state:several-streams',
    source: 'rtms-mock',
    sentence: 'streams of one meeting start and stop on their own',
  },
  {
    id: 'meeting:end:every-stream',
    source: 'PROTOCOL.md §14.1',
    sentence: 'the end of the meeting ends every stream of it with 6, on the wire and by webhook',
  },
  {
    id: 'meeting:end:any-state',
    source: 'rtms-mock',
    sentence: 'a meeting can be ended while its stream is streaming, paused or stopped',
  },
  {
    id: 'meeting:end:final',
    source: 'PROTOCOL.md §14.1',
    sentence: 'after the end of the meeting no stream of it is started, neither an old one nor a new one',
  },
  { id: 'product:all', source: 'PROTOCOL.md §6.4', sentence: 'every product runs from handshake to media' },
] as const;
