import type { Socket } from '@rtms-mock/protocol';

/** Life of one socket of a stream: each state holds only what exists in it. */
export type LinkState =
  | { readonly name: 'new' }
  | { readonly name: 'connecting'; readonly abandon: () => void }
  | { readonly name: 'handshaking'; readonly socket: Socket }
  | { readonly name: 'open'; readonly socket: Socket }
  | { readonly name: 'closed' };

/** Why a link ended that this side did not close. */
export type LinkEnd =
  /** No connection: wrong address, nobody there, a certificate that is not trusted. */
  | { readonly why: 'unreachable'; readonly problem: string }
  /** The handshake was answered with a status other than 0, here as it came. */
  | { readonly why: 'refused'; readonly status: number; readonly problem: string }
  /** The other side, or the network, closed the socket. */
  | { readonly why: 'closed'; readonly code: number; readonly problem: string };
