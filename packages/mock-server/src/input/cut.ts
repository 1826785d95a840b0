/** Max. number of characters of foreign data that a message or a log line repeats. */
export const MAX_REPEATED = 200;

/** Shortens foreign data that a message or a log line repeats. */
export function cut(text: string, length: number = MAX_REPEATED): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
