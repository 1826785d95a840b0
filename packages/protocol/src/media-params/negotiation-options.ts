import type { NumericGeneration } from '../checks/violation.js';

/** How a request is read (PROTOCOL.md §11). */
export interface NegotiationOptions {
  readonly generation: NumericGeneration;
  /**
   * `compatible` (default) takes what real clients send: RTP with L16, clamping of `send_rate` and of
   * image rates. `strict` rejects what the current documents forbid.
   */
  readonly reading?: 'compatible' | 'strict';
}
