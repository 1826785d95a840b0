/** Body of the call that tells whether sockets can be used. */

/** Response of `GET /ws-health`. */
export interface WsHealth {
  /** `error`: signaling or media cannot be used. */
  readonly status: 'ok' | 'error';
  /** The reason. */
  readonly message?: string;
}
