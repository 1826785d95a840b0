/** How the server answers a handshake: a message, nothing at all, or a close with a code. */
export type Answer = object | 'silence' | { readonly close: number };

/** What the server of a script does by itself: it answers upgrades and handshakes. */
export interface ServerPlan {
  /** Refuses the WebSocket upgrade of these paths with a status of HTTP. */
  readonly refuseUpgrade?: { readonly [path: string]: number };
  /** Keys of `server_urls` in message 2. @default one for each media type, and `all` */
  readonly urlKeys?: readonly string[];
  /** Answers the n-th signaling handshake, from 1. @default success */
  readonly onSignaling?: (attempt: number) => Answer | undefined;
  /** Answers the n-th handshake on a media path. @default success, with the parameters of the request */
  readonly onMedia?: (path: string, attempt: number) => Answer | undefined;
}
