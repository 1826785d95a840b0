import { answers, answersText, query, schemaOf, STREAM_ID, UNKNOWN_STREAM, type Paths } from './operation.js';

const JOURNAL_QUERY = [
  query('kind', 'Only this kind.', { enum: ['message', 'connection', 'state', 'webhook', 'fault', 'note'] }),
  query('direction', 'Only this direction, seen from the server.', { enum: ['sent', 'received'] }),
  query('type', 'Only this message type, state or webhook event, by name.'),
  query('socket', 'Only this kind of socket.', { enum: ['signaling', 'media'] }),
  query('connectionId', 'Only this connection.'),
  query('after', 'Only entries with a greater `seq`.', { type: 'integer', minimum: 0 }),
  query('first', 'Only the oldest so many of those that match; with `after`, the next page.', {
    type: 'integer',
    minimum: 1,
  }),
  query('limit', 'Only the newest so many of those that match.', { type: 'integer', minimum: 1 }),
];

const SEVERITY = query('severity', 'Only verdicts of this severity and of more serious ones.', {
  enum: ['error', 'warning', 'note'],
});

/** Journal, verdicts, page, health and figures. */
export const OBSERVING_CALLS: Paths = {
  '/api/meetings/{streamId}/journal': {
    get: {
      tags: ['Observing'],
      summary: 'What was recorded about one stream',
      operationId: 'getStreamJournal',
      parameters: [STREAM_ID, ...JOURNAL_QUERY],
      responses: {
        '200': answers('Matching entries, oldest first.', 'JournalPage'),
        '400': answers('A query parameter is not valid.', 'Error'),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/meetings/{streamId}/rtp.sdp': {
    get: {
      tags: ['Observing'],
      summary: 'The session description of media over UDP, with its keys; for programs of this machine only',
      operationId: 'getSessionDescription',
      parameters: [STREAM_ID],
      responses: {
        '200': answersText('The session description (RFC 8866).', 'application/sdp'),
        '403': answers('The caller is another machine, or a page of another site.', 'Error'),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/meetings/{streamId}/wait': {
    get: {
      tags: ['Observing'],
      summary: 'Wait until something has happened on a stream; what has happened before counts',
      operationId: 'waitFor',
      parameters: [
        STREAM_ID,
        {
          ...query(
            'for',
            'A state (`active`), a moment that `on` in a scenario takes (`streaming`), the type of a journal entry (`KEEP_ALIVE_RESP`), or a filter of entries as JSON (`{"type":"KEEP_ALIVE_RESP","socket":"media"}`).',
          ),
          required: true,
        },
        query('timeout', 'Real time until 408, such as `300ms` or `5s`; at most `10m`.', {
          type: 'string',
          default: '5s',
        }),
        query('after', 'Only entries with a greater `seq` count.', { type: 'integer', minimum: 0 }),
      ],
      responses: {
        '200': answers('The journal entry.', 'JournalEntry'),
        '400': answers('A query parameter is not valid.', 'Error'),
        '408': answers('It did not happen in time; the body says what did.', 'WaitTimeout'),
        '503': answers(
          'The server has closed in the meantime, or the process of the meeting is lost and none goes on with it in time.',
          'Error',
        ),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/meetings/{streamId}/truth': {
    get: {
      tags: ['Observing'],
      summary: 'Who said what when: the reference for transcripts and diarisation',
      operationId: 'getTruth',
      parameters: [
        STREAM_ID,
        query('format', 'JSON, WebVTT or RTTM.', { enum: ['json', 'vtt', 'rttm'], default: 'json' }),
      ],
      responses: {
        '200': {
          description: 'Everything that has been said completely up to now, or to the end of the meeting.',
          content: {
            'application/json': schemaOf('GroundTruth'),
            'text/vtt': { schema: { type: 'string' } },
            'text/plain': { schema: { type: 'string' } },
          },
        },
        '400': answers('A query parameter is not valid.', 'Error'),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/journal': {
    get: {
      tags: ['Observing'],
      summary: 'What was recorded about everything',
      operationId: 'getJournal',
      parameters: [query('streamId', 'Only this stream.'), ...JOURNAL_QUERY],
      responses: {
        '200': answers('Matching entries, oldest first.', 'JournalPage'),
        '400': answers('A query parameter is not valid.', 'Error'),
      },
    },
  },
  '/api/meetings/{streamId}/verdicts': {
    get: {
      tags: ['Observing'],
      summary: 'What the real service of today would not have accepted from the app',
      operationId: 'getVerdicts',
      parameters: [STREAM_ID, SEVERITY],
      responses: {
        '200': answers('The verdicts so far, in the order in which they were found.', 'VerdictList'),
        '400': answers('A query parameter is not valid.', 'Error'),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/verdicts': {
    get: {
      tags: ['Observing'],
      summary: 'The verdicts about all streams, and those that belong to none',
      operationId: 'getAllVerdicts',
      parameters: [SEVERITY],
      responses: {
        '200': answers('The verdicts so far, by stream.', 'AllVerdicts'),
        '400': answers('A query parameter is not valid.', 'Error'),
      },
    },
  },
  '/api/server': {
    get: {
      tags: ['Observing'],
      summary: 'Facts about the server that do not change while it runs',
      operationId: 'getServer',
      responses: { '200': answers('The facts.', 'ServerFacts') },
    },
  },
  '/': {
    get: {
      tags: ['Observing'],
      summary: 'The page',
      operationId: 'getPage',
      responses: {
        '200': answersText('The page.', 'text/html'),
        '303': { description: 'The token of the query is in a cookie now.' },
        '503': answersText('The page is not built.', 'text/html'),
      },
    },
  },
  '/assets/{file}': {
    get: {
      tags: ['Observing'],
      summary: 'A file of the page',
      operationId: 'getAsset',
      parameters: [{ name: 'file', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        '200': answersText('The file.', 'text/javascript'),
        '404': answers('No such file.', 'Error'),
      },
    },
  },
  '/health': {
    get: {
      tags: ['Observing'],
      summary: 'Liveness',
      operationId: 'getHealth',
      security: [],
      responses: { '200': answersText('`OK`.') },
    },
  },
  '/ws-health': {
    get: {
      tags: ['Observing'],
      summary: 'Readiness of signaling and media',
      operationId: 'getWsHealth',
      security: [],
      responses: {
        '200': answers('Both can be used.', 'WsHealth'),
        '503': answers('One of them cannot.', 'WsHealth'),
      },
    },
  },
  '/api/figures': {
    get: {
      tags: ['Observing'],
      summary:
        'How the server and its apps have performed: times to join, lag, lateness, drops, processor, memory',
      operationId: 'getFigures',
      parameters: [
        query(
          'probe',
          'Sends a WebSocket ping after the media of each connection, at most 1000 for a call; later figures contain the answers in `waiting`.',
          { type: 'boolean', default: false },
        ),
      ],
      responses: {
        '200': answers('Sums since the start or the last reset.', 'ServerFigures'),
        '400': answers('A query parameter is not valid.', 'Error'),
      },
    },
  },
  '/metrics': {
    get: {
      tags: ['Observing'],
      summary:
        'Counters and histograms for Prometheus. Sends a WebSocket ping after the media of each connection',
      operationId: 'getMetrics',
      responses: { '200': answersText('Prometheus text format.') },
    },
  },
  '/api/openapi.json': {
    get: {
      tags: ['Observing'],
      summary: 'This description',
      operationId: 'getOpenapi',
      responses: {
        '200': {
          description: 'OpenAPI 3.1.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
};
