/** The signaling socket up to the media URLs. */
export const SIGNALING = [
  {
    id: 'signaling:handshake:accepted',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a valid handshake is answered with status 0 and media URLs',
  },
  {
    id: 'signaling:handshake:success-shape',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a successful response has no reason in 2025 and an empty one in 2026',
  },
  {
    id: 'signaling:handshake:no-version',
    source: 'PROTOCOL.md §9.1',
    sentence: 'a missing protocol_version is accepted',
  },
  {
    id: 'signaling:handshake:no-version-strict',
    source: 'PROTOCOL.md §9.1',
    sentence: 'a missing protocol_version is refused in strict mode',
  },
  {
    id: 'signaling:handshake:version-two',
    source: 'PROTOCOL.md §3.3',
    sentence: 'protocol_version 2 is answered like 1',
  },
  {
    id: 'signaling:handshake:any-sequence',
    source: 'PROTOCOL.md §9.1',
    sentence: 'sequence is not checked',
  },
  {
    id: 'signaling:handshake:extra-fields',
    source: 'PROTOCOL.md §16.2',
    sentence: 'unknown fields, buffer_data and media_type are accepted',
  },
  {
    id: 'signaling:handshake:any-id-key',
    source: 'PROTOCOL.md §5.2',
    sentence: 'the id may be sent as meeting_uuid, session_id, engagement_id or call_id, or several at once',
  },
  {
    id: 'signaling:handshake:signature-checked',
    source: 'PROTOCOL.md §5.1',
    sentence: 'a signature made with another secret is refused',
  },
  {
    id: 'signaling:handshake:auth-off',
    source: 'rtms-mock',
    sentence: 'without authentication unsigned apps are accepted',
  },
  {
    id: 'signaling:handshake:reason-given',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a refusal has a reason in plain English',
  },
  {
    id: 'signaling:handshake:no-urls-on-refusal',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a refusal contains no media URLs',
  },
  {
    id: 'signaling:handshake:2025-stays-open',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after a refusal in 2025, the socket stays open and a valid handshake succeeds',
  },
  {
    id: 'signaling:handshake:2026-closes',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after a refusal in 2026, the socket is closed with 1000 after 100 ms',
  },
  {
    id: 'signaling:handshake:mode-respond-close',
    source: 'PROTOCOL.md §15.1',
    sentence: 'respond-close responds and closes in both generations',
  },
  {
    id: 'signaling:handshake:mode-respond-only',
    source: 'PROTOCOL.md §15.1',
    sentence: 'respond-only responds and leaves the socket open in both generations',
  },
  {
    id: 'signaling:handshake:mode-close-only',
    source: 'PROTOCOL.md §15.1',
    sentence: 'close-only closes with 1000 without a response',
  },
  {
    id: 'signaling:handshake:timeout',
    source: 'PROTOCOL.md §15.1',
    sentence: 'a socket without a handshake is closed with 1000 after 30 s',
  },
  {
    id: 'signaling:handshake:must-be-first',
    source: 'PROTOCOL.md §15.1',
    sentence: 'messages before the handshake are ignored',
  },
  {
    id: 'signaling:urls:documented-keys',
    source: 'PROTOCOL.md §4.4',
    sentence: 'server_urls contains audio, video, transcript and all',
  },
  {
    id: 'signaling:urls:scope',
    source: 'PROTOCOL.md §7.3',
    sentence: "URLs of media outside the app's scope are omitted",
  },
  {
    id: 'signaling:urls:extended',
    source: 'PROTOCOL.md §4.4',
    sentence:
      'server_urls also contains deskshare, sharescreen and chat, in strict mode only the documented keys',
  },
  {
    id: 'signaling:duplicate:rejected',
    source: 'PROTOCOL.md §14.3',
    sentence:
      'a second signaling connection is refused with the reason duplicate signal request, and the first stays open',
  },
  {
    id: 'signaling:duplicate:replace',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy replace, the new connection takes over and the old socket is closed with 1000',
  },
  {
    id: 'signaling:duplicate:allow',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow, both signaling connections stay open and both receive all messages',
  },
  {
    id: 'signaling:duplicate:allow-loss',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow, signaling is lost when its last connection is lost',
  },
  {
    id: 'signaling:duplicate:after-close',
    source: 'PROTOCOL.md §14.3',
    sentence: 'a new connection is accepted after the old one has closed',
  },
  {
    id: 'signaling:queries:session',
    source: 'PROTOCOL.md §9.10',
    sentence: "SESSION_STATE_REQ is answered with the session's state",
  },
  {
    id: 'signaling:queries:session-unknown',
    source: 'PROTOCOL.md §9.10',
    sentence: 'an unknown session is answered with state 0 and a status',
  },
  {
    id: 'signaling:queries:stream',
    source: 'PROTOCOL.md §9.11',
    sentence: "STREAM_STATE_REQ is answered with the stream's state",
  },
  {
    id: 'signaling:queries:stream-unknown',
    source: 'PROTOCOL.md §9.11',
    sentence: 'an unknown stream is answered with state 0 and a status',
  },
  {
    id: 'signaling:queries:malformed',
    source: 'PROTOCOL.md §15.1',
    sentence: 'invalid queries, close requests and video selections are answered with a status',
  },
  {
    id: 'signaling:close-request',
    source: 'PROTOCOL.md §9.14',
    sentence: 'STREAM_CLOSE_REQ is answered OK, then the stream ends with reason 20',
  },
  {
    id: 'signaling:close-request:wrong-id',
    source: 'PROTOCOL.md §9.14',
    sentence: 'STREAM_CLOSE_REQ for another stream is refused and ends nothing',
  },
  {
    id: 'signaling:invalid:ignored',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after the handshake, invalid JSON and unknown types have no effect',
  },
  {
    id: 'signaling:invalid:over-64-kib',
    source: 'PROTOCOL.md §15.1',
    sentence:
      'after the handshake, a message of more than 64 KiB is recorded in the journal and has no effect',
  },
  {
    id: 'signaling:invalid:over-128-kib',
    source: 'PROTOCOL.md §19',
    sentence: 'a frame of more than 128 KiB is not kept in memory: its socket is closed with 1009',
  },
  {
    id: 'signaling:events-before-ready',
    source: 'PROTOCOL.md §8.4',
    sentence: 'subscriptions are accepted before any media socket exists',
  },
  {
    id: 'signaling:strict:early-message',
    source: 'PROTOCOL.md §15.1',
    sentence: 'in strict mode, messages before the handshake are refused and the socket is closed',
  },
  {
    id: 'signaling:strict:late-invalid-json',
    source: 'PROTOCOL.md §15.1',
    sentence: 'in strict mode, invalid JSON after the handshake closes the socket with 1007',
  },
  {
    id: 'signaling:strict:documented-urls',
    source: 'PROTOCOL.md §4.4',
    sentence: 'in strict mode, only the documented URL keys are sent',
  },
  {
    id: 'signaling:duplicate:replaced-is-recorded',
    source: 'PROTOCOL.md §14.3',
    sentence: 'a replaced connection is recorded in the journal',
  },
  {
    id: 'signaling:journal:handshakes',
    source: 'rtms-mock',
    sentence:
      'messages that contain a stream id are in the journal of that stream, handshakes of both sockets included',
  },
  {
    id: 'signaling:journal:refused',
    source: 'rtms-mock',
    sentence:
      'messages that contain a stream id are in the journal of that stream, also if they are refused or dropped',
  },
  {
    id: 'signaling:journal:unknown-stream',
    source: 'rtms-mock',
    sentence: 'messages without the id of an existing stream are in the journal of none',
  },
] as const;
