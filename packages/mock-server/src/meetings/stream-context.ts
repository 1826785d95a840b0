import type { Clock, Dialect, DialectName, MediaFrameWriterFactory } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { Pacer } from '../media/pacer.js';
import type { ServerSettings } from '../settings/settings.js';
import type { WebhookSender } from '../webhooks/webhook-outcome.js';
import type { Meeting } from './meeting.js';

/** What a stream needs of the server. */
export interface StreamContext {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly writers: MediaFrameWriterFactory;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  readonly settings: ServerSettings;
  readonly dialects: { readonly [D in DialectName]: Dialect };
  readonly webhooks: WebhookSender;
  readonly signalingUrl: string;
  readonly mediaUrl: string;
}

/** Identity of a stream. */
export interface StreamInput {
  readonly streamId: string;
  readonly sessionId: string;
  readonly meeting: Meeting;
  readonly app: App;
  /** Generation of the protocol; `string` writes its webhooks and counts as 2025 otherwise. */
  readonly protocol: DialectName;
  readonly webhookUrl: string | undefined;
}
