/** Prepares text for log lines, so that nobody who sends messages to this process can forge or flood lines. */

/** Max length of text from a server or from a webhook in a log line, in characters. */
export const MAX_FOREIGN_CHARS = 200;

/** Max length of one log line, in characters. Stack traces are the longest. */
const MAX_LINE_CHARS = 8000;

/** Control characters, line separators, and characters that change the direction of writing. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The same, without the line breaks before the frames of a stack trace. */
const UNSAFE_IN_LINE = /\n(?! {4}at )|(?!\n)[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text that someone else has sent: at most 200 characters, control characters as escapes. */
export function foreignText(text: string): string {
  return shortened(text, MAX_FOREIGN_CHARS).replace(UNSAFE, escaped);
}

/** The message of a log line: control characters as escapes. Stack traces keep their line breaks. */
export function safeMessage(message: string): string {
  return shortened(message, MAX_LINE_CHARS).replace(UNSAFE_IN_LINE, escaped);
}

function shortened(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`;
}

function escaped(character: string): string {
  if (character === '\n') return String.raw`\n`;
  return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');
}
