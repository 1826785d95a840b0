import { query, schemaOf } from './operation.js';

/** Description of one WebSocket. OpenAPI has no place for them, so they are an extension of the document. */
interface SocketDescription {
  readonly summary: string;
  readonly parameters?: readonly object[];
  /** Text messages of the server: JSON. */
  readonly messages?: object;
}

/** The WebSockets of the HTTP API by path, on the signaling port. Those of apps are in PROTOCOL.md. */
export const SOCKETS: { readonly [path: string]: SocketDescription } = {
  '/logs': {
    summary: 'The latest 200 entries of the journal, then each new one',
    messages: schemaOf('JournalEntry'),
  },
  '/api/events': {
    summary:
      'The state of all meetings, then each change, statistics once per second, and the lines of the log',
    parameters: [
      query('topics', 'Only these, separated by commas: meetings, statistics, log.', {
        type: 'string',
        default: 'meetings,statistics,log',
      }),
    ],
    messages: schemaOf('ServerEvent'),
  },
};
