/** Largest message that a media socket has carried. */
export interface LargestMessage {
  /** Size on the wire, in bytes; 0 before the first message. */
  readonly bytes: number;
  /** Clock time at which it was sent, in milliseconds. */
  readonly atMs: number;
}

/** A close that follows the largest message so closely that the message may be its cause. */
export interface SuspectClose {
  readonly bytes: number;
  /** Time from the message to the close, in milliseconds. */
  readonly afterMs: number;
  /** False for close codes of an app that leaves on purpose: Vert.x uses them for a message that is too long, too. */
  readonly isAbnormal: boolean;
  /** One sentence for log and journal, without a full stop. */
  readonly reason: string;
}

/** Time in which a library closes after a message that is too long for it, in milliseconds. */
export const SUSPECT_MS = 1000;

/** Smallest default limit of the libraries in PROTOCOL.md §19.1, in bytes. Smaller messages are never too long. */
const SMALLEST_LIMIT = 8192;

/** Close codes without an error: normal, going away, none. */
const NORMAL_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/**
 * Returns what to report if an app has closed a socket right after its largest message; `undefined` otherwise. The close
 * code does not matter: for a message above their limit, libraries use 1000, 1006, 1009 and 1011.
 *
 * @param suspectMs {@link SUSPECT_MS}, in time of the clock
 */
export function explainClose(
  { bytes, atMs }: LargestMessage,
  close: { readonly code: number; readonly atMs: number },
  suspectMs: number = SUSPECT_MS,
): SuspectClose | undefined {
  const afterMs = Math.round(close.atMs - atMs);
  if (bytes <= SMALLEST_LIMIT || afterMs > suspectMs) return undefined;
  const reason =
    `the app closed with code ${close.code} ${afterMs} ms after the largest message of this socket so far, ` +
    `${bytes} bytes; if it did not mean to, its WebSocket library may limit the size of messages: ` +
    'docs/PROTOCOL.md#191-message-sizes lists limits and the settings that raise them';
  return { bytes, afterMs, isAbnormal: !NORMAL_CODES.has(close.code), reason };
}
