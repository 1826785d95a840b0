/** Clients of the beta of early 2025, which write names in place of numbers. */
export const STRING_GENERATION = [
  {
    id: 'string:detected',
    source: 'P§1',
    sentence: 'a first message with names in place of numbers is answered with names and media_urls',
  },
  {
    id: 'string:beside-numeric',
    source: 'P§1',
    sentence: 'clients of the string generation and numeric ones speak with the same server, each in kind',
  },
  {
    id: 'string:signature:concatenated',
    source: 'P§3.3',
    sentence: 'the string generation may sign ids without commas; numeric clients may not',
  },
  {
    id: 'string:signature:wrong',
    source: 'P§7',
    sentence: 'the string generation reads the name of what is wrong with a handshake',
  },
  {
    id: 'string:media:no-ready-gate',
    source: 'P§6.3',
    sentence: 'media of the string generation begins with the media handshake, without a ready-ack',
  },
  {
    id: 'string:media:path',
    source: 'P§6.2',
    sentence: 'the path of a media URL decides what a client of the string generation gets',
  },
  {
    id: 'string:media:unasked',
    source: 'P§6.3',
    sentence:
      'with authentication off, a silent media socket of the string generation gets media after a second',
  },
  {
    id: 'string:media:unasked-refused',
    source: 'P§6.3',
    sentence: 'a silent media socket gets nothing while authentication is required',
  },
  {
    id: 'string:keep-alive',
    source: 'P§7',
    sentence: 'a KEEP_ALIVE_REQ of a client of the string generation is answered with its timestamp',
  },
  {
    id: 'string:session-state',
    source: 'P§7',
    sentence: 'a SESSION_STATE_UPDATE of a client of the string generation is taken and written down',
  },
  {
    id: 'string:default:unreadable',
    source: 'P§7',
    sentence: 'a server of the string generation answers with names what it cannot read',
  },
  {
    id: 'string:default:numeric',
    source: 'P§1',
    sentence: 'a server of the string generation answers numeric clients with numbers',
  },
] as const;
