import type { Socket } from '@rtms-mock/protocol';
import type { Watchdog } from './watchdog.js';

/** Life of one socket of a stream: each state holds only what exists in it. */
export type LinkState =
  | { readonly name: 'new' }
  | { readonly name: 'connecting'; readonly abandon: () => void }
  | { readonly name: 'handshaking'; readonly socket: Socket }
  | { readonly name: 'open'; readonly socket: Socket; readonly watchdog: Watchdog | undefined }
  | { readonly name: 'closed' };

/** Why a link ended that this side did not close. */
export type LinkEnd =
  /** No connection: wrong address, nobody there, a certificate that is not trusted, no answer in time. */
  | { readonly why: 'unreachable'; readonly problem: string }
  /** The handshake was answered with a status other than 0; status and reason as they came. */
  | { readonly why: 'refused'; readonly status: number; readonly reason: string; readonly problem: string }
  /** The other side, or the network, closed the socket. */
  | { readonly why: 'closed'; readonly code: number; readonly problem: string }
  /** The socket is open, but nothing comes from it any more. */
  | { readonly why: 'silent'; readonly problem: string };
