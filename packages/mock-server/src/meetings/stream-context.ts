import type { Clock, Dialect, DialectName, MediaFrameWriterFactory } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { MediaFigures } from '../figures/media-figures.js';
import type { PlainObject } from '../input/kinds.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { Pacer } from '../media/pacer.js';
import type { ServerSettings } from '../settings/settings.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import type { WebhookSender } from '../webhooks/webhook-outcome.js';
import type { Meeting } from './meeting.js';
import type { CreateTape } from './stream-tape.js';

/** Parts of the server that a stream uses. */
export interface StreamContext {
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Shared writers of media frames. */
  readonly writers: MediaFrameWriterFactory;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  readonly settings: ServerSettings;
  readonly dialects: { readonly [D in DialectName]: Dialect };
  readonly webhooks: WebhookSender;
  /** Event sockets of apps. Default: there are none. */
  readonly events?: EventPublisher | undefined;
  /** Sums over the media of all streams. Default: none are kept. */
  readonly figures?: MediaFigures | undefined;
  /** Signaling URL of a stream that another process plays. Default: there is no other process. */
  readonly elsewhere?: ((streamId: string) => string | undefined) | undefined;
  /** URL of the signaling socket, without path. */
  readonly signalingUrl: string;
  /** URL of media sockets, without path. */
  readonly mediaUrl: string;
}

/** Properties of a new stream. */
export interface StreamInput {
  readonly streamId: string;
  readonly sessionId: string;
  readonly meeting: Meeting;
  readonly app: App;
  /** Protocol generation. `string` affects the webhooks; otherwise it equals 2025. */
  readonly protocol: DialectName;
  /** `undefined`: no webhooks are sent. */
  readonly webhookUrl: string | undefined;
  /** User for whom the app runs. Default: the app's own, as the original host. */
  readonly operator?: StreamOperator | undefined;
  /** Fields that are added to the payload of every webhook about the stream, or replace fields of it. */
  readonly webhookFields?: PlainObject | undefined;
  /** Sends `meeting.started` and `meeting.ended` too. Default: the server's setting. */
  readonly meetingWebhooks?: boolean | undefined;
  /** Creates the cassette that the stream plays. Default: the stream plays its meeting. */
  readonly createTape?: CreateTape | undefined;
  /** Number of the server instance. Default: 1. */
  readonly instance?: number;
}

/** User for whom the app of a stream runs. */
export interface StreamOperator {
  /** `operator_id` of webhooks. */
  readonly userId: string;
  /** `is_original_host` of webhooks. */
  readonly isOriginalHost: boolean;
}
