/** Names of journal entries that are neither messages nor states, webhooks or steps. */

/** All kinds of entries. */
export const JOURNAL_KINDS = ['message', 'connection', 'state', 'webhook', 'fault', 'note'] as const;

/** Changes of a connection. */
export const CONNECTION_ENTRIES = [
  'opened',
  'accepted',
  'streaming',
  'closed',
  'replaced',
  'connection-refused',
  'closed-after-largest-message',
  'keep-alive-lost',
  'media-late',
  'media-unavailable',
  'reads-slowly',
  'stalled',
  'told-session-state',
  'unread',
] as const;

/** Name of a change of a connection. */
export type ConnectionEntry = (typeof CONNECTION_ENTRIES)[number];

/** Notes of the server, except steps, which have the name of the step. A test compares them with the sources. */
export const NOTE_ENTRIES = [
  'dropped',
  'event-socket-opened',
  'event-socket-closed',
  'held',
  'hold-full',
  'internal-error',
  'meeting-ended',
  'refused',
  'released',
  'replay-differs',
  'replay-ended',
  'replay-started',
  'silence',
  'step-refused',
  'webhook-changed',
] as const;

/** Name of a note of the server. */
export type NoteEntry = (typeof NOTE_ENTRIES)[number];
