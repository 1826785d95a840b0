import type { NumericGeneration } from '../generation.js';

/** Options of `negotiateMediaParams` (PROTOCOL.md §11). */
export interface NegotiationOptions {
  /** Generation of the client: allowed values and combinations differ (PROTOCOL.md §11.1, §11.2). */
  readonly generation: NumericGeneration;
  /**
   * `compatible` accepts the requests of real clients: RTP with L16 is allowed, `send_rate` and the frame
   * rate of images are lowered to their max. `strict` refuses requests that the current documents forbid
   * (PROTOCOL.md §11.2, §11.3).
   * @default 'compatible'
   */
  readonly reading?: 'compatible' | 'strict';
}
