import type { Clock } from '@rtms-mock/protocol';
import type { Credentials } from '../credentials.js';
import type { Journal } from '../journal.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import type { UrlValidationVerdict, WebhookOutcome } from '../webhooks/webhook-outcome.js';

/** A running mock server. Ends with `close()` or by `await using`. */
export interface MockServer extends AsyncDisposable {
  /** `ws://…`, or `wss://…` with TLS, as advertised in webhooks. */
  readonly signalingUrl: string;
  /** `ws://…` or `wss://…` of the media port. */
  readonly mediaUrl: string;
  /** `http://…` of page and HTTP API. */
  readonly controlUrl: string;
  /** Absolute path of the certificate that clients are to trust; `undefined` without `tls: true`. */
  readonly caFile: string | undefined;
  readonly port: number;
  readonly mediaPort: number;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /**
   * Creates a meeting and a stream and, unless told otherwise, sends `rtms_started`. Rejects with `OptionError`,
   * `ScenarioError`, `UnknownAppError`, `UnknownMeetingError` or `MediaUnavailableError`; then there is no meeting.
   */
  startMeeting(input?: StartMeetingOptions): Promise<MockMeeting>;
  /** Every meeting that was created, ended ones too, oldest first. */
  meetings(): readonly MockMeeting[];
  meeting(streamId: string): MockMeeting | undefined;
  /** Sends the URL validation challenge and says exactly what was wrong with the answer. */
  validateWebhook(url: string): Promise<UrlValidationVerdict>;
  /** Posts any webhook body, signed. */
  sendWebhook(
    url: string,
    body: { readonly event: string; readonly [key: string]: unknown },
  ): Promise<WebhookOutcome>;
  /** Ends running streams politely, then stops listening. Safe to call twice. */
  close(): Promise<void>;
}
