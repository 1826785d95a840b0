/** States of session and stream, and how they end. */
export const LIFECYCLE = [
  {
    id: 'state:initialize',
    source: 'PROTOCOL.md §8.3',
    basis: 'assumed',
    sentence: 'INITIALIZE is sent after the handshake',
  },
  {
    id: 'state:started',
    source: 'PROTOCOL.md §8.3',
    basis: 'assumed',
    sentence: 'STARTED and ACTIVE are sent after the first acknowledgement',
  },
  {
    id: 'state:paused',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: 'a pause sends PAUSED for session, then stream, and stops media',
  },
  {
    id: 'state:resumed',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence:
      'a resume sends RESUMED for session, then stream, and media continues with timestamps that skip the pause',
  },
  {
    id: 'state:sockets-stay',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: 'sockets stay open and keep-alive continues during a pause',
  },
  {
    id: 'state:end:order-2025',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: '2025 ends the stream before the session',
  },
  {
    id: 'state:end:order-2026',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: '2026 ends the session before the stream',
  },
  {
    id: 'state:end:reason-both-names',
    source: 'PROTOCOL.md §9.8',
    basis: 'assumed',
    sentence: '8 and 9 contain reason and stop_reason with the same value at the end, and neither before',
  },
  {
    id: 'state:end:close-1000',
    source: 'PROTOCOL.md §14.1',
    basis: 'documented',
    sentence: 'after the end, every socket is closed with 1000',
  },
  {
    id: 'state:end:webhook',
    source: 'PROTOCOL.md §14.1',
    basis: 'documented',
    sentence: 'rtms_stopped contains the same reason',
  },
  {
    id: 'state:restart',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: 'a stream that is stopped and started keeps both ids',
  },
  {
    id: 'state:restart:at-once',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: 'sockets of a stopped stream that close late do not affect the restarted stream',
  },
  {
    id: 'state:no-app-connects',
    source: 'PROTOCOL.md §14.2',
    basis: 'assumed',
    sentence: 'a stream to which no app connects within 60 s stops with 11',
  },
  {
    id: 'state:several-streams',
    source: 'rtms-mock',
    basis: 'assumed',
    sentence: 'streams of one meeting start and stop independently',
  },
  {
    id: 'meeting:end:every-stream',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence: 'the end of the meeting ends all its streams with 6, on the wire and by webhook',
  },
  {
    id: 'meeting:end:any-state',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'a meeting can be ended while its stream is streaming, paused or stopped',
  },
  {
    id: 'meeting:end:final',
    source: 'PROTOCOL.md §14.1',
    basis: 'assumed',
    sentence:
      'after the end of the meeting none of its streams can be started, neither an old one nor a new one',
  },
  {
    id: 'product:all',
    source: 'PROTOCOL.md §6.4',
    basis: 'documented',
    sentence: 'every product works from the handshake to media',
  },
] as const;
