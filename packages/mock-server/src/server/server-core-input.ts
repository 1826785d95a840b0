import type { Clock } from '@rtms-mock/protocol';
import type { MediaFigures } from '../figures/media-figures.js';
import type { JournalRecorder } from '../journal.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { VirtualClock } from '../time/virtual-clock.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import type { WebhookSender } from '../webhooks/webhook-outcome.js';
import type { ResolvedOptions } from './options.js';

/** Input of {@link ServerCore}. */
export interface ServerCoreInput {
  readonly settings: ResolvedOptions;
  /** Media of meetings that name none; `undefined` for the built-in conversation, which is loaded when first needed. */
  readonly media: MediaSource | undefined;
  /** Opens recordings that requests and scenarios name. @default they cannot name files */
  readonly openMedia?: OpenMedia | undefined;
  readonly clock: Clock;
  /** The same clock, if time is virtual. */
  readonly virtual?: VirtualClock | undefined;
  readonly journal: JournalRecorder;
  readonly webhooks: WebhookSender;
  /** Event sockets of apps. Default: there are none. */
  readonly events?: EventPublisher;
  /** Sums over the media of all streams. Default: none are kept. */
  readonly figures?: MediaFigures;
  /** Advertised in webhooks. */
  readonly signalingUrl: string;
  /** Base of the media URLs in handshake responses. */
  readonly mediaUrl: string;
}
