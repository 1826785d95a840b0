/** Keep-alive, loss and recovery. */
export const RESILIENCE = [
  { id: 'keep-alive:interval-2025', source: 'PROTOCOL.md §13', sentence: '2025 pings signaling every 5 s' },
  { id: 'keep-alive:interval-2026', source: 'PROTOCOL.md §13', sentence: '2026 pings signaling every 10 s' },
  {
    id: 'keep-alive:three-misses',
    source: 'PROTOCOL.md §13',
    sentence: 'three unanswered requests in a row end the connection when the fourth is due',
  },
  {
    id: 'keep-alive:consecutive',
    source: 'PROTOCOL.md §13',
    sentence: 'an answer in between starts the count anew',
  },
  {
    id: 'keep-alive:any-timestamp',
    source: 'PROTOCOL.md §13',
    sentence: 'an answer with another timestamp counts',
  },
  {
    id: 'keep-alive:strict-timestamp',
    source: 'PROTOCOL.md §13',
    sentence: "in strict mode only the request's own timestamp counts",
  },
  {
    id: 'keep-alive:media-idle',
    source: 'PROTOCOL.md §16.5',
    sentence: 'media sockets are pinged only while nothing flows',
  },
  {
    id: 'keep-alive:media-always',
    source: 'PROTOCOL.md §16.5',
    sentence: 'media sockets are pinged always when asked for',
  },
  {
    id: 'keep-alive:media-off',
    source: 'PROTOCOL.md §16.5',
    sentence: 'media sockets are never pinged when switched off',
  },
  { id: 'keep-alive:answered-twice', source: 'PROTOCOL.md §16.5', sentence: 'a second answer does no harm' },
  {
    id: 'keep-alive:client-request',
    source: 'PROTOCOL.md §9.17',
    sentence: "a client's own KEEP_ALIVE_REQ is ignored in 2025 and 2026",
  },
  {
    id: 'keep-alive:not-before-handshake',
    source: 'PROTOCOL.md §13',
    sentence: 'no keep-alive comes before the handshake',
  },
  {
    id: 'loss:media:notice',
    source: 'PROTOCOL.md §14.2',
    sentence: 'losing media is told by event 7 and INTERRUPTED with reason 14',
  },
  {
    id: 'loss:media:others-flow',
    source: 'PROTOCOL.md §8.5',
    sentence: 'the loss of one media socket does not stop the others',
  },
  {
    id: 'loss:media:recover',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a new media socket and an acknowledgement bring the stream back to ACTIVE',
  },
  {
    id: 'loss:media:each',
    source: 'PROTOCOL.md §14.2',
    sentence: 'each media socket that is lost is told by an event 7 with its types',
  },
  {
    id: 'loss:media:all-back',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the stream stays INTERRUPTED until every type that was lost is back',
  },
  {
    id: 'loss:media:own-window',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the time to come back counts for each lost media socket on its own',
  },
  {
    id: 'loss:media:given-up',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a media socket that the app closes politely while another is open is no loss',
  },
  {
    id: 'loss:media:last',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the only media socket is a loss even when the app closes it politely',
  },
  {
    id: 'loss:media:other-codes',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a media socket that breaks or closes with an error is a loss, whatever else is open',
  },
  { id: 'loss:media:window-2025', source: 'PROTOCOL.md §14.2', sentence: '2025 waits 30 s for media' },
  { id: 'loss:media:window-2026', source: 'PROTOCOL.md §14.2', sentence: '2026 waits 65 s for media' },
  {
    id: 'loss:signaling:recover',
    source: 'PROTOCOL.md §14.2',
    sentence: 'signaling, then media, bring the stream back with the same ids and signature',
  },
  {
    id: 'loss:signaling:media-closed',
    source: 'PROTOCOL.md §14.2',
    sentence: 'media sockets are closed with 1000 a second after signaling is lost',
  },
  {
    id: 'loss:signaling:media-kept',
    source: 'PROTOCOL.md §14.2',
    sentence: 'media sockets stay when so configured',
  },
  {
    id: 'loss:signaling:media-kept-flows',
    source: 'PROTOCOL.md §14.2',
    sentence: 'media sockets that stay while signaling is away go on carrying media',
  },
  {
    id: 'loss:signaling:window',
    source: 'PROTOCOL.md §14.2',
    sentence: '60 s after signaling is lost the stream ends',
  },
  {
    id: 'loss:reason-2026',
    source: 'PROTOCOL.md §14.2',
    sentence: '2026 ends with 19 after a closed socket and with 24 after missed keep-alives',
  },
  {
    id: 'loss:reason:media-keep-alive',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a media socket that missed its keep-alives ends the stream with 11 in 2025 and 24 in 2026',
  },
  {
    id: 'loss:reason:own',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the stop reason is that of the loss that nobody mended, not of an earlier one',
  },
  {
    id: 'loss:instance',
    source: 'PROTOCOL.md §14.2',
    sentence: 'after the loss of the server instance rtms_started comes again and everything starts over',
  },
  {
    id: 'fault:reject-handshake',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be refused with any status, any number of times',
  },
  {
    id: 'fault:reject-handshake:number',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be refused with any number, as the generation of the stream has it',
  },
  {
    id: 'fault:reject-handshake:reason',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a planned refusal has the reason of the true one where that is always the same',
  },
  {
    id: 'fault:handshake-timeout',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be left without an answer',
  },
  { id: 'fault:invalid-json', source: 'docs/scenarios.md', sentence: 'invalid JSON can be sent' },
  { id: 'fault:wrong-type', source: 'docs/scenarios.md', sentence: 'a message of a wrong type can be sent' },
  { id: 'fault:close-code', source: 'docs/scenarios.md', sentence: 'a socket can be closed with any code' },
  {
    id: 'fault:cut',
    source: 'docs/scenarios.md',
    sentence: 'a socket can be cut, so that the app sees 1006',
  },
  { id: 'fault:silent', source: 'docs/scenarios.md', sentence: 'the server can fall silent' },
  { id: 'fault:delay', source: 'docs/scenarios.md', sentence: 'everything can be delayed' },
  { id: 'fault:duplicate-webhook', source: 'PROTOCOL.md §6.1', sentence: 'rtms_started can be sent twice' },
  {
    id: 'fault:journal',
    source: 'docs/scenarios.md',
    sentence: 'every fault stands in the journal with its explanation',
  },
  {
    id: 'scenario:late-joiner',
    source: 'docs/scenarios.md',
    sentence: 'in late-joiner the second person joins after 10 s',
  },
  {
    id: 'scenario:host-stops',
    source: 'docs/scenarios.md',
    sentence: 'in host-stops the stream pauses, resumes and is stopped by the host',
  },
  {
    id: 'scenario:bad-signature-then-good',
    source: 'docs/scenarios.md',
    sentence: 'in bad-signature-then-good the first handshake is refused and the second accepted',
  },
  {
    id: 'scenario:media-failover',
    source: 'docs/scenarios.md',
    sentence: 'in media-failover media breaks once and can be set up again',
  },
  {
    id: 'scenario:signaling-failover',
    source: 'docs/scenarios.md',
    sentence: 'in signaling-failover signaling breaks once and can be set up again',
  },
  {
    id: 'scenario:lost-keep-alive',
    source: 'docs/scenarios.md',
    sentence: 'in lost-keep-alive answers get lost until the connection counts as dead',
  },
  {
    id: 'buffer:start',
    source: 'PROTOCOL.md §14.4',
    sentence: 'audio since rtms_started is kept and delivered as a burst when media is ready',
  },
  {
    id: 'buffer:off',
    source: 'PROTOCOL.md §14.4',
    sentence: 'buffer_data false drops what came before the handshake',
  },
  {
    id: 'buffer:interruption',
    source: 'PROTOCOL.md §14.4',
    sentence: 'audio of an interruption is delivered after it',
  },
  {
    id: 'fault:ignore',
    source: 'docs/scenarios.md',
    sentence: 'messages of the app can be lost, such as the ready acknowledgement',
  },
  {
    id: 'scenario:ends-with-stream',
    source: 'docs/scenarios.md',
    sentence: 'a timeline ends with its stream',
  },
  {
    id: 'loss:instance:new-id',
    source: 'PROTOCOL.md §6.7',
    sentence: 'after the loss of the server instance rtms_started may come with a new stream id',
  },
] as const;
