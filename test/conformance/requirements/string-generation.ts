/** Clients of the beta of early 2025, which write names in place of numbers. */
export const STRING_GENERATION = [
  {
    id: 'string:detected',
    source: 'PROTOCOL.md §3.1',
    sentence: 'a first message with names in place of numbers is answered with names and media_urls',
  },
  {
    id: 'string:beside-numeric',
    source: 'PROTOCOL.md §3.1',
    sentence: 'clients of the string generation and numeric ones speak with the same server, each in kind',
  },
  {
    id: 'string:signature:concatenated',
    source: 'PROTOCOL.md §5.3',
    sentence: 'the string generation may sign ids without commas; numeric clients may not',
  },
  {
    id: 'string:signature:wrong',
    source: 'PROTOCOL.md §9.19',
    sentence: 'the string generation reads the name of what is wrong with a handshake',
  },
  {
    id: 'string:media:no-ready-gate',
    source: 'PROTOCOL.md §9.19',
    sentence: 'media of the string generation begins with the media handshake, without a ready-ack',
  },
  {
    id: 'string:media:path',
    source: 'PROTOCOL.md §4.4',
    sentence: 'the path of a media URL decides what a client of the string generation gets',
  },
  {
    id: 'string:media:unasked',
    source: 'PROTOCOL.md §9.19',
    sentence:
      'with authentication off, a silent media socket of the string generation gets media after a second',
  },
  {
    id: 'string:media:unasked-refused',
    source: 'PROTOCOL.md §9.19',
    sentence: 'a silent media socket gets nothing while authentication is required',
  },
  {
    id: 'string:keep-alive',
    source: 'PROTOCOL.md §9.19',
    sentence: 'a KEEP_ALIVE_REQ of a client of the string generation is answered with its timestamp',
  },
  {
    id: 'string:session-state',
    source: 'PROTOCOL.md §9.19',
    sentence: 'a SESSION_STATE_UPDATE of a client of the string generation is taken and written down',
  },
  {
    id: 'string:default:unreadable',
    source: 'PROTOCOL.md §9.19',
    sentence: 'a server of the string generation answers with names what it cannot read',
  },
  {
    id: 'string:default:numeric',
    source: 'PROTOCOL.md §3.1',
    sentence: 'a server of the string generation answers numeric clients with numbers',
  },
] as const;
