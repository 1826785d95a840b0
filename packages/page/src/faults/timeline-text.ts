/** Entries of a timeline, and the words for them. */

/** Conditions that an entry can wait for; a test compares them with the server's. */
export const CONDITIONS = [
  'handshake',
  'media-handshake',
  'rejected',
  'subscribed',
  'ready',
  'streaming',
  'active',
  'paused',
  'interrupted',
  'terminated',
  'signaling-lost',
  'media-lost',
] as const;

/** One entry of a timeline, as in a file: keys of time beside those of the step. */
export interface TimelineEntry {
  readonly [key: string]: unknown;
}

const TIME_KEYS = ['at', 'after', 'on', 'every', 'repeat', 'chance'];

/** Time of an entry in words: `at 10s`, `after 5s, every 2s, 3 times`. */
export function timeText(entry: TimelineEntry): string {
  const words: readonly (readonly [key: string, text: (value: string) => string])[] = [
    ['at', (value) => `at ${value}`],
    ['on', (value) => `on ${value}`],
    ['after', (value) => `after ${value}`],
    ['every', (value) => `every ${value}`],
    ['repeat', (value) => `${value} times`],
    ['chance', (value) => `with a probability of ${value}`],
  ];
  const parts = words.flatMap(([key, text]) => {
    const value = entry[key];
    return typeof value === 'string' || typeof value === 'number' ? [text(String(value))] : [];
  });
  return parts.length === 0 ? 'at once' : parts.join(', ');
}

/** The step of an entry without its time. */
export function stepOf(entry: TimelineEntry): TimelineEntry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !TIME_KEYS.includes(key)));
}

/** A step in one line: its name and fields. */
export function stepText(entry: TimelineEntry): string {
  const { do: name, fault, ...fields } = stepOf(entry);
  const values = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const shown = name ?? fault;
  return [typeof shown === 'string' ? shown : '?', ...values].join('  ');
}
