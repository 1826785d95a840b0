import { query, schemaOf, STREAM_ID } from './operation.js';

/** Description of one WebSocket. OpenAPI has no place for them, so they are an extension of the document. */
interface SocketDescription {
  readonly summary: string;
  readonly parameters?: readonly object[];
  /** Text messages of the client: JSON. */
  readonly accepts?: readonly object[];
  /** Text messages of the server: JSON. */
  readonly messages?: object;
}

/** The WebSockets of the HTTP API by path, on the signaling port. Those of apps are in PROTOCOL.md. */
export const SOCKETS: { readonly [path: string]: SocketDescription } = {
  '/logs': {
    summary: 'The latest 200 entries of the journal, then each new one',
    messages: schemaOf('JournalEntry'),
  },
  '/api/meetings/{streamId}/live': {
    summary:
      'Live media of a participant: first a JSON text with name and formats, then binary frames of one byte of kind, eight of timestamp in µs (big-endian) and the payload. Kinds: 1 audio, 2 to 4 camera as H.264, JPG, PNG, 5 to 7 share as H.264, JPG, PNG, 8 caption, 9 chat',
    parameters: [STREAM_ID],
    accepts: [schemaOf('LiveHello'), schemaOf('LiveControl')],
    messages: schemaOf('LiveServerMessage'),
  },
  '/api/meetings/{streamId}/watch': {
    summary:
      'A read-only copy of the media messages that an app is sent, or of the meeting itself while no app is connected; a slow watcher loses frames',
    parameters: [
      STREAM_ID,
      query(
        'connection',
        'Id of a media connection, or source for the meeting itself. Default: those of the app.',
      ),
      query('types', 'Only these, separated by commas: audio, video, share, transcript, chat.'),
      query('participant', 'User id: the source shows their camera.', { type: 'integer' }),
      query('video', 'Codec of video and share of the source.', {
        enum: ['H264', 'JPG', 'PNG'],
        default: 'H264',
      }),
    ],
    messages: schemaOf('WatchServerMessage'),
  },
  '/api/events': {
    summary:
      'The state of all meetings, then each change, statistics once per second, the lines of the log, and held messages',
    parameters: [
      query('topics', 'Only these, separated by commas: meetings, statistics, log, held.', {
        type: 'string',
        default: 'meetings,statistics,log,held',
      }),
    ],
    messages: schemaOf('ServerEvent'),
  },
};
