/** The signaling socket up to the media URLs. */
export const SIGNALING = [
  {
    id: 'signaling:handshake:accepted',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a good handshake is answered with status 0 and media URLs',
  },
  {
    id: 'signaling:handshake:success-shape',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a successful answer has no reason in 2025 and an empty one in 2026',
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
    sentence: 'sequence is never judged',
  },
  {
    id: 'signaling:handshake:extra-fields',
    source: 'PROTOCOL.md §16.2',
    sentence: 'unknown fields, buffer_data and media_type pass',
  },
  {
    id: 'signaling:handshake:any-id-key',
    source: 'PROTOCOL.md §5.2',
    sentence: 'the id may come as meeting_uuid, session_id, engagement_id or call_id, or several at once',
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
    sentence: 'a refusal has a reason that a person understands',
  },
  {
    id: 'signaling:handshake:no-urls-on-refusal',
    source: 'PROTOCOL.md §9.2',
    sentence: 'a refusal names no media URLs',
  },
  {
    id: 'signaling:handshake:2025-stays-open',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after a refusal in 2025 the socket stays open and a good handshake succeeds',
  },
  {
    id: 'signaling:handshake:2026-closes',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after a refusal in 2026 the socket closes with 1000 after 100 ms',
  },
  {
    id: 'signaling:handshake:mode-respond-close',
    source: 'PROTOCOL.md §15.1',
    sentence: 'respond-close answers and closes in either generation',
  },
  {
    id: 'signaling:handshake:mode-respond-only',
    source: 'PROTOCOL.md §15.1',
    sentence: 'respond-only answers and stays open in either generation',
  },
  {
    id: 'signaling:handshake:mode-close-only',
    source: 'PROTOCOL.md §15.1',
    sentence: 'close-only closes with 1000 and answers nothing',
  },
  {
    id: 'signaling:handshake:timeout',
    source: 'PROTOCOL.md §15.1',
    sentence: 'a socket without a handshake is closed with 1000 after 30 s',
  },
  {
    id: 'signaling:handshake:must-be-first',
    source: 'PROTOCOL.md §15.1',
    sentence: 'what comes before the handshake is ignored',
  },
  {
    id: 'signaling:urls:documented-keys',
    source: 'PROTOCOL.md §4.4',
    sentence: 'server_urls holds audio, video, transcript and all',
  },
  {
    id: 'signaling:urls:scope',
    source: 'PROTOCOL.md §7.3',
    sentence: "URLs of media outside the app's scope are left out",
  },
  {
    id: 'signaling:urls:extended-2026',
    source: 'PROTOCOL.md §4.4',
    sentence: '2026 adds sharescreen and chat',
  },
  {
    id: 'signaling:duplicate:rejected',
    source: 'PROTOCOL.md §14.3',
    sentence:
      'a second signaling connection is refused with the words duplicate signal request, and the first stays',
  },
  {
    id: 'signaling:duplicate:replace',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy replace the newcomer takes over and the old socket closes with 1000',
  },
  {
    id: 'signaling:duplicate:allow',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow both signaling connections live and both are told what happens',
  },
  {
    id: 'signaling:duplicate:allow-loss',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow signaling is lost when the last of its connections is',
  },
  {
    id: 'signaling:duplicate:after-close',
    source: 'PROTOCOL.md §14.3',
    sentence: 'a newcomer is accepted once the old connection is gone',
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
    sentence: 'queries, a close request and a choice of video that cannot be read are answered with a status',
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
    id: 'signaling:nonsense:ignored',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after the handshake, bad JSON and unknown types change nothing',
  },
  {
    id: 'signaling:nonsense:too-long',
    source: 'PROTOCOL.md §15.1',
    sentence: 'after the handshake, a message of more than 64 KiB is written down and changes nothing',
  },
  {
    id: 'signaling:nonsense:far-too-long',
    source: 'PROTOCOL.md §19',
    sentence: 'a frame of more than 1 MiB is not held in memory: its socket closes with 1009',
  },
  {
    id: 'signaling:events-before-ready',
    source: 'PROTOCOL.md §8.4',
    sentence: 'subscriptions are taken before any media socket exists',
  },
  {
    id: 'signaling:strict:early-message',
    source: 'PROTOCOL.md §15.1',
    sentence: 'in strict mode what comes before the handshake is refused and the socket closes',
  },
  {
    id: 'signaling:strict:late-nonsense',
    source: 'PROTOCOL.md §15.1',
    sentence: 'in strict mode what is no JSON after the handshake closes the socket with 1007',
  },
  {
    id: 'signaling:strict:documented-urls',
    source: 'PROTOCOL.md §4.4',
    sentence: 'in strict mode only the documented URL keys are sent',
  },
  {
    id: 'signaling:duplicate:replaced-is-told',
    source: 'PROTOCOL.md §14.3',
    sentence: 'a replaced connection stands in the journal',
  },
  {
    id: 'signaling:journal:handshakes',
    source: 'rtms-mock',
    sentence: 'what names a stream stands in the journal of that stream, handshakes of both kinds included',
  },
  {
    id: 'signaling:journal:refused',
    source: 'rtms-mock',
    sentence: 'what names a stream stands in the journal of that stream, also when it is refused or lost',
  },
  {
    id: 'signaling:journal:unknown-stream',
    source: 'rtms-mock',
    sentence: 'what names no stream that there is stands in the journal of none',
  },
] as const;
