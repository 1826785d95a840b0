/** Clients of the beta of early 2025, which send names in place of numbers. */
export const STRING_GENERATION = [
  {
    id: 'string:detected',
    source: 'PROTOCOL.md §3.1',
    basis: 'documented',
    sentence: 'a first message with names in place of numbers is answered with names and media_urls',
  },
  {
    id: 'string:both-names',
    source: 'PROTOCOL.md §9.19',
    basis: 'observed',
    sentence:
      'responses of the string generation carry the outcome as status and status_code, and the URLs as media_urls and media_server.server_urls',
  },
  {
    id: 'string:beside-numeric',
    source: 'PROTOCOL.md §3.1',
    basis: 'own',
    sentence: 'one server supports clients of the string generation and numeric ones at the same time',
  },
  {
    id: 'string:signature:concatenated',
    source: 'PROTOCOL.md §5.3',
    basis: 'documented',
    sentence: 'the string generation may sign ids without commas; numeric clients may not',
  },
  {
    id: 'string:signature:wrong',
    source: 'PROTOCOL.md §9.19',
    basis: 'documented',
    sentence: 'a refused handshake of the string generation is answered with the name of the status',
  },
  {
    id: 'string:media:no-ready-gate',
    source: 'PROTOCOL.md §9.19',
    basis: 'documented',
    sentence: 'media of the string generation starts after the media handshake, without CLIENT_READY_ACK',
  },
  {
    id: 'string:media:path',
    source: 'PROTOCOL.md §4.4',
    basis: 'documented',
    sentence: 'the path of a media URL selects the media of a client of the string generation',
  },
  {
    id: 'string:media:implicit',
    source: 'PROTOCOL.md §9.19',
    basis: 'assumed',
    sentence:
      'with authentication off, media starts after a second on a media socket that sends no handshake',
  },
  {
    id: 'string:media:implicit-refused',
    source: 'PROTOCOL.md §9.19',
    basis: 'assumed',
    sentence: 'while authentication is required, no media is sent on a media socket that sends no handshake',
  },
  {
    id: 'string:keep-alive',
    source: 'PROTOCOL.md §9.19',
    basis: 'observed',
    sentence: 'a KEEP_ALIVE_REQ of a client of the string generation is answered with its timestamp',
  },
  {
    id: 'string:session-state',
    source: 'PROTOCOL.md §9.19',
    basis: 'observed',
    sentence:
      'a SESSION_STATE_UPDATE of a client of the string generation is accepted and recorded in the journal',
  },
  {
    id: 'string:default:unreadable',
    source: 'PROTOCOL.md §9.19',
    basis: 'assumed',
    sentence: 'a server of the string generation answers messages that it cannot read with names',
  },
  {
    id: 'string:default:numeric',
    source: 'PROTOCOL.md §3.1',
    basis: 'own',
    sentence: 'a server of the string generation answers numeric clients with numbers',
  },
] as const;
