/** Keep-alive, lost connections, reconnection, faults. */
export const RESILIENCE = [
  {
    id: 'keep-alive:interval-2025',
    source: 'PROTOCOL.md §13',
    sentence: '2025 sends a keep-alive on signaling every 5 s',
  },
  {
    id: 'keep-alive:interval-2026',
    source: 'PROTOCOL.md §13',
    sentence: '2026 sends a keep-alive on signaling every 10 s',
  },
  {
    id: 'keep-alive:three-misses',
    source: 'PROTOCOL.md §13',
    sentence: 'after three unanswered requests in a row, the connection is lost when the fourth is due',
  },
  {
    id: 'keep-alive:consecutive',
    source: 'PROTOCOL.md §13',
    sentence: 'a response resets the count of unanswered requests',
  },
  {
    id: 'keep-alive:any-timestamp',
    source: 'PROTOCOL.md §13',
    sentence: 'a response with another timestamp counts',
  },
  {
    id: 'keep-alive:strict-timestamp',
    source: 'PROTOCOL.md §13',
    sentence: "in strict mode, only a response with the request's timestamp counts",
  },
  {
    id: 'keep-alive:media-idle',
    source: 'PROTOCOL.md §16.5',
    sentence: 'keep-alives are sent on media sockets only while no media is sent',
  },
  {
    id: 'keep-alive:media-always',
    source: 'PROTOCOL.md §16.5',
    sentence: 'with the option always, keep-alives are always sent on media sockets',
  },
  {
    id: 'keep-alive:media-off',
    source: 'PROTOCOL.md §16.5',
    sentence: 'with the option off, no keep-alives are sent on media sockets',
  },
  {
    id: 'keep-alive:answered-twice',
    source: 'PROTOCOL.md §16.5',
    sentence: 'a second response has no effect',
  },
  {
    id: 'keep-alive:client-request',
    source: 'PROTOCOL.md §9.17',
    sentence: "a client's own KEEP_ALIVE_REQ is ignored in 2025 and 2026",
  },
  {
    id: 'keep-alive:not-before-handshake',
    source: 'PROTOCOL.md §13',
    sentence: 'no keep-alive is sent before the handshake',
  },
  {
    id: 'loss:media:notice',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a lost media socket is reported by event 7 and INTERRUPTED with reason 14',
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
    sentence: 'each lost media socket is reported by an event 7 with its types',
  },
  {
    id: 'loss:media:all-back',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the stream stays INTERRUPTED until every lost type is connected again',
  },
  {
    id: 'loss:media:own-window',
    source: 'PROTOCOL.md §14.2',
    sentence: 'each lost media socket has its own time to reconnect',
  },
  {
    id: 'loss:media:given-up',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a media socket that the app closes normally while another is open is not a loss',
  },
  {
    id: 'loss:media:last',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the only media socket is a loss even if the app closes it normally',
  },
  {
    id: 'loss:media:other-codes',
    source: 'PROTOCOL.md §14.2',
    sentence: 'a media socket that is cut or closed with an error is a loss, whatever else is open',
  },
  { id: 'loss:media:window-2025', source: 'PROTOCOL.md §14.2', sentence: '2025 waits 30 s for media' },
  { id: 'loss:media:window-2026', source: 'PROTOCOL.md §14.2', sentence: '2026 waits 65 s for media' },
  {
    id: 'loss:signaling:recover',
    source: 'PROTOCOL.md §14.2',
    sentence: 'signaling, then media, reconnect the stream with the same ids and signature',
  },
  {
    id: 'loss:signaling:media-closed',
    source: 'PROTOCOL.md §14.2',
    sentence: 'media sockets are closed with 1000 a second after signaling is lost',
  },
  {
    id: 'loss:signaling:media-kept',
    source: 'PROTOCOL.md §14.2',
    sentence: 'with the option, media sockets stay open when signaling is lost',
  },
  {
    id: 'loss:signaling:media-kept-flows',
    source: 'PROTOCOL.md §14.2',
    sentence: 'media sockets that stay open while signaling is lost continue to carry media',
  },
  {
    id: 'loss:signaling:window',
    source: 'PROTOCOL.md §14.2',
    sentence: 'the stream ends 60 s after signaling is lost',
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
    sentence: 'the stop reason is that of the loss without reconnection, not of an earlier loss',
  },
  {
    id: 'loss:instance',
    source: 'PROTOCOL.md §14.2',
    sentence: 'after the loss of the server instance, rtms_started is sent again and everything starts over',
  },
  {
    id: 'fault:reject-handshake',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be refused with any status, any number of times',
  },
  {
    id: 'fault:reject-handshake:number',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be refused with any status number of the generation',
  },
  {
    id: 'fault:reject-handshake:reason',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a planned refusal has the reason of the real refusal if that never varies',
  },
  {
    id: 'fault:handshake-timeout',
    source: 'docs/scenarios.md',
    sentence: 'a handshake can be left without a response',
  },
  { id: 'fault:invalid-json', source: 'docs/scenarios.md', sentence: 'invalid JSON can be sent' },
  { id: 'fault:wrong-type', source: 'docs/scenarios.md', sentence: 'a message of a wrong type can be sent' },
  { id: 'fault:close-code', source: 'docs/scenarios.md', sentence: 'a socket can be closed with any code' },
  {
    id: 'fault:cut',
    source: 'docs/scenarios.md',
    sentence: 'a socket can be cut, so that the app receives 1006',
  },
  { id: 'fault:silent', source: 'docs/scenarios.md', sentence: 'the server can stop sending messages' },
  {
    id: 'fault:frames',
    source: 'docs/scenarios.md',
    sentence: 'all messages can be sent in binary frames and in fragments, with the same JSON',
  },
  { id: 'fault:delay', source: 'docs/scenarios.md', sentence: 'all messages can be delayed' },
  { id: 'fault:duplicate-webhook', source: 'PROTOCOL.md §6.1', sentence: 'rtms_started can be sent twice' },
  {
    id: 'fault:journal',
    source: 'docs/scenarios.md',
    sentence: 'every fault is recorded in the journal with its explanation',
  },
  {
    id: 'scenario:late-joiner',
    source: 'docs/scenarios.md',
    sentence: 'in late-joiner, the second participant joins after 10 s',
  },
  {
    id: 'scenario:host-stops',
    source: 'docs/scenarios.md',
    sentence: 'in host-stops, the stream pauses, resumes and is stopped by the host',
  },
  {
    id: 'scenario:bad-signature-then-good',
    source: 'docs/scenarios.md',
    sentence: 'in bad-signature-then-good, the first handshake is refused and the second accepted',
  },
  {
    id: 'scenario:media-failover',
    source: 'docs/scenarios.md',
    sentence: 'in media-failover, media is lost once and can reconnect',
  },
  {
    id: 'scenario:signaling-failover',
    source: 'docs/scenarios.md',
    sentence: 'in signaling-failover, signaling is lost once and can reconnect',
  },
  {
    id: 'scenario:lost-keep-alive',
    source: 'docs/scenarios.md',
    sentence: 'in lost-keep-alive, responses are dropped until the connection is lost',
  },
  {
    id: 'buffer:start',
    source: 'PROTOCOL.md §14.4',
    sentence: 'audio since rtms_started is kept and sent at once when media is ready',
  },
  {
    id: 'buffer:off',
    source: 'PROTOCOL.md §14.4',
    sentence: 'buffer_data false drops the audio from before the handshake',
  },
  {
    id: 'buffer:interruption',
    source: 'PROTOCOL.md §14.4',
    sentence: 'audio of an interruption is sent after it',
  },
  {
    id: 'fault:ignore',
    source: 'docs/scenarios.md',
    sentence: 'messages of the app can be dropped, such as the ready acknowledgement',
  },
  {
    id: 'scenario:ends-with-stream',
    source: 'docs/scenarios.md',
    sentence: 'a timeline ends with its stream',
  },
  {
    id: 'loss:instance:new-id',
    source: 'PROTOCOL.md §6.7',
    sentence: 'after the loss of the server instance, rtms_started may have a new stream id',
  },
] as const;
