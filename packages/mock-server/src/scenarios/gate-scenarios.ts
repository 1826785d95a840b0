/** Scenarios that `rtms-mock check` plays in addition to the others, each with one thing that an app must survive. */

/** Each as a file would contain it. */
export const GATE_SOURCES = [
  {
    name: 'pause-and-resume',
    description:
      'Two seconds after the app is ready for media the user pauses the stream, and resumes it 3 seconds later.',
    timeline: [
      { on: 'ready', after: '2s', do: 'pause' },
      { after: '3s', do: 'resume' },
    ],
  },
  {
    name: 'stop-and-start',
    description:
      'Two seconds after the app is ready for media the user stops the stream, and starts it again with the same ids 3 seconds later.',
    timeline: [
      { on: 'ready', after: '2s', do: 'stop' },
      { after: '3s', do: 'start' },
    ],
  },
  {
    name: 'meeting-ends',
    description: 'Two seconds after the app is ready for media the meeting ends with STOP_BC_MEETING_ENDED.',
    timeline: [{ on: 'ready', after: '2s', do: 'end' }],
  },
  {
    name: 'duplicate-webhook',
    description:
      'One second after the app is ready for media rtms_started comes a second time; the app must not join twice.',
    timeline: [{ on: 'ready', after: '1s', do: 'duplicate-webhook' }],
  },
  {
    name: 'service-failure',
    description:
      'Two seconds after the app is ready for media the stream ends because of a failure of the service (STOP_BC_INTERNAL_EXCEPTION).',
    timeline: [{ on: 'ready', after: '2s', do: 'stop', reason: 'STOP_BC_INTERNAL_EXCEPTION' }],
  },
  {
    name: 'slow-network',
    description:
      'From one second after the app is ready for media everything arrives 800 ms late for 15 seconds.',
    timeline: [{ on: 'ready', after: '1s', do: 'delay', by: '800ms', for: '15s' }],
  },
  {
    name: 'binary-frames',
    description: 'Everything that the server sends is in binary WebSocket frames, with the same JSON.',
    timeline: [{ at: '0s', do: 'frames', type: 'binary' }],
  },
  {
    name: 'fragmented-frames',
    description: 'Everything that the server sends is in WebSocket frames of at most 1000 bytes.',
    timeline: [{ at: '0s', do: 'frames', fragment: 1000 }],
  },
  {
    name: 'garbage',
    description:
      'One second after the app is ready for media strings that are not JSON arrive on all sockets, then a message without fields.',
    timeline: [
      { on: 'ready', after: '1s', do: 'invalid-json', socket: 'signaling' },
      { after: '500ms', do: 'invalid-json', socket: 'media' },
      { after: '5s', do: 'send-message', socket: 'signaling', message: { msg_type: 6 } },
    ],
  },
  {
    name: 'unknown-messages',
    description:
      'One second after the app is ready for media messages of types that do not exist yet arrive on all sockets.',
    timeline: [
      { on: 'ready', after: '1s', do: 'wrong-type', socket: 'signaling', type: 99 },
      { after: '500ms', do: 'wrong-type', socket: 'media', type: 98 },
    ],
  },
  {
    name: 'media-socket-closed',
    description:
      'Two seconds after the app is ready for media the server closes its media sockets with 1011.',
    timeline: [
      { on: 'ready', after: '2s', do: 'close-socket', socket: 'media', code: 1011, reason: 'Internal error' },
    ],
  },
  {
    name: 'signaling-closed',
    description: 'Two seconds after the app is ready for media the server closes signaling with 1011.',
    timeline: [
      {
        on: 'ready',
        after: '2s',
        do: 'close-socket',
        socket: 'signaling',
        code: 1011,
        reason: 'Internal error',
      },
    ],
  },
  {
    name: 'signaling-lost-early',
    description:
      'As soon as the app is ready for media the connection of the signaling socket breaks; the app has to connect again.',
    timeline: [{ on: 'ready', after: '300ms', do: 'cut-socket', socket: 'signaling' }],
  },
  {
    name: 'all-sockets-lost',
    description: 'Two seconds after the app is ready for media all its connections break at once.',
    timeline: [{ on: 'ready', after: '2s', do: 'cut-socket', socket: 'all' }],
  },
  {
    name: 'new-instance',
    description:
      'Two seconds after the app is ready for media the server instance is lost: all connections break, and rtms_started comes again with the same stream id and another URL.',
    timeline: [{ on: 'ready', after: '2s', do: 'new-instance', ids: 'same' }],
  },
  {
    name: 'new-stream-id',
    description:
      'Two seconds after the app is ready for media the server instance is lost: all connections break, and rtms_started comes again with another stream id and another URL.',
    timeline: [{ on: 'ready', after: '2s', do: 'new-instance', ids: 'new' }],
  },
  {
    name: 'refused-media-type',
    description:
      'The first media handshake is rejected with STATUS_MEDIA_TYPE_INVALID_VALUE (14 in 2026, 29 in 2025), regardless of its content.',
    timeline: [
      { at: '0s', do: 'reject-handshake', socket: 'media', status: 'STATUS_MEDIA_TYPE_INVALID_VALUE' },
    ],
  },
  {
    name: 'busy-stream',
    description:
      'The first signaling handshake is rejected with STATUS_DUPLICATE_SIGNAL_REQUEST, as while an earlier connection of the app is still open; the app has to try again later.',
    timeline: [
      { at: '0s', do: 'reject-handshake', socket: 'signaling', status: 'STATUS_DUPLICATE_SIGNAL_REQUEST' },
    ],
  },
  {
    name: 'overloaded-service',
    description:
      'The first connection to signaling is refused with HTTP 503; the app has to try again after a moment.',
    timeline: [{ at: '0s', do: 'refuse-connection', socket: 'signaling', how: '503' }],
  },
] as const;
