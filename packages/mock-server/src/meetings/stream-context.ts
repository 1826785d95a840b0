import type { Clock, Dialect, DialectName, MediaFrameWriterFactory } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { Pacer } from '../media/pacer.js';
import type { ServerSettings } from '../settings/settings.js';
import type { WebhookSender } from '../webhooks/webhook-outcome.js';
import type { Meeting } from './meeting.js';

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
}
