import type { MediaKind } from '../../media-kind.js';
import type { Lane } from '../../pacer.js';

/** Lane that sends one media type to one connection. */
export interface MediaLane extends Lane {
  readonly kind: MediaKind;
}
