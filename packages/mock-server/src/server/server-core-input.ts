import type { Clock } from '@rtms-mock/protocol';
import type { MediaFigures } from '../figures/media-figures.js';
import type { JournalRecorder } from '../journal.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { StreamContext } from '../meetings/stream-context.js';
import type { PlayedBy } from '../meetings/stream-view.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { VirtualClock } from '../time/virtual-clock.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import type { WebhookSender } from '../webhooks/webhook-outcome.js';
import type { FleetNumbers } from './fleet-numbers.js';
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
  /** This process, as views of streams name it. @default it is the only one */
  readonly playedBy?: PlayedBy | undefined;
  /** Numbers that other processes do not use. @default 1, 2, 3, … */
  readonly numbers?: FleetNumbers | undefined;
  /** Signaling URL of a stream that another process plays. @default there is no other process */
  readonly elsewhere?: StreamContext['elsewhere'];
  /** Called before media that is due is sent. @default nothing */
  readonly beforeMedia?: (() => void) | undefined;
  /** Base of the media URLs in handshake responses. */
  readonly mediaUrl: string;
}
