import type { Socket } from '@rtms-mock/protocol';
import type { Watchdog } from './watchdog.js';

/** State of one socket of a stream. */
export type LinkState =
  | { readonly name: 'new' }
  | { readonly name: 'connecting'; readonly abandon: () => void }
  | { readonly name: 'handshaking'; readonly socket: Socket }
  | { readonly name: 'open'; readonly socket: Socket; readonly watchdog: Watchdog | undefined }
  | { readonly name: 'closed' };

/** The end of a link that the client did not close itself. `problem`: a description for log lines. */
export type LinkEnd =
  /** No connection: wrong address, no server, an untrusted certificate, or no answer in time. */
  | { readonly cause: 'unreachable'; readonly problem: string }
  /** The answer to the handshake has a status other than 0. `status` and `reason` are those of the answer. */
  | { readonly cause: 'refused'; readonly status: number; readonly reason: string; readonly problem: string }
  /** The server or the network closed the socket. */
  | { readonly cause: 'closed'; readonly code: number; readonly problem: string }
  /** The socket is open, but no message was received for too long. */
  | { readonly cause: 'silent'; readonly problem: string };
