import {
  meetingEndedWebhook,
  meetingStartedWebhook,
  StopReason,
  streamInterruptedWebhook,
  streamStartedWebhook,
  streamStoppedWebhook,
  stringWebhook,
  type Clock,
  type DialectName,
  type StreamLifecycle,
  type WebhookBody,
  type WebhookMeeting,
  type WebhookStream,
} from '@rtms-mock/protocol';
import type { WebhookChange, WebhookChanges } from '../faults/webhook-changes.js';
import type { StreamFaults } from '../faults/stream-faults.js';
import { reportRejection } from '../guard.js';
import type { PlainObject } from '../input/kinds.js';
import { withPayloadChange } from '../webhooks/payload-fields.js';
import type { WebhookOutcome, WebhookSigning } from '../webhooks/webhook-outcome.js';
import type { ServerInstance } from './server-instance.js';
import type { StreamContext, StreamInput } from './stream-context.js';

/** Options that affect the content of webhooks. */
interface WebhookStyle {
  readonly protocol: DialectName;
  /** `array` writes `server_urls` as an array with one element, which one published guide reads (PROTOCOL.md §6.6). */
  readonly serverUrls: 'string' | 'array';
  /** Fields that are added to the payload of every webhook about the stream, or replace fields of it. */
  readonly fields: PlainObject;
  /** Sends only documented fields, as far as readers do not depend on others. */
  readonly isStrict: boolean;
}

/** Properties of a stream that only its webhooks show. */
export interface WebhookOrigin {
  /** `is_original_host`. */
  readonly isOriginalHost: boolean;
  /** Webhooks about the meeting are sent too. */
  readonly meetingWebhooks: boolean;
  /** Fields that are added to the payload, or replace fields of it. */
  readonly webhookFields: PlainObject;
}

/** Outcome of a webhook: `undefined` if it was not posted, or is posted later. */
type Outcome = Promise<WebhookOutcome | undefined>;

/** Input of {@link StreamWebhooks}. */
export interface StreamWebhooksInput {
  readonly stream: WebhookStream;
  readonly meeting: WebhookMeeting;
  readonly style: WebhookStyle;
  /** Changes that scenario steps have planned. */
  readonly changes: WebhookChanges;
  /** Signaling URL of the instance that serves the stream now. */
  readonly serverUrl: () => string;
  /** URL of the stream's receiver. */
  readonly url: string | undefined;
  /** Client id of the app. */
  readonly clientId: string;
  readonly context: Pick<StreamContext, 'clock' | 'journal' | 'webhooks' | 'events'>;
  /** Sends webhooks about the meeting too. */
  readonly announcesMeeting: boolean;
  /** Notes that a webhook about the meeting was sent. Returns false if it had been sent before. */
  readonly noteAnnouncement: (key: string) => boolean;
  /** Reports the rejection of a webhook that nothing waits for. */
  readonly watch: (sending: Promise<unknown>) => void;
}

/** Creates and sends the webhooks of one stream. Times of events are Unix milliseconds. */
export class StreamWebhooks {
  readonly #input: StreamWebhooksInput;
  readonly #clock: Clock;
  #isAnnounced = false;

  constructor(input: StreamWebhooksInput) {
    this.#input = input;
    this.#clock = input.context.clock;
  }

  /** Reports the rejection of a webhook that nothing waits for. */
  get watch(): StreamWebhooksInput['watch'] {
    return this.#input.watch;
  }

  /** True if the app receives webhooks: by a URL, or on an event socket that is open now. */
  get hasReceiver(): boolean {
    const { url, clientId, context } = this.#input;
    return url !== undefined || context.events?.isOpen(clientId) === true;
  }

  /** Properties of the stream that only its webhooks show. */
  get origin(): WebhookOrigin {
    const { stream, style, announcesMeeting } = this.#input;
    return {
      isOriginalHost: stream.isOriginalHost ?? true,
      meetingWebhooks: announcesMeeting,
      webhookFields: style.fields,
    };
  }

  /** True once `rtms_started` was sent to a receiver. */
  get isAnnounced(): boolean {
    return this.#isAnnounced;
  }

  /** Sends `rtms_started`. `body`: a recorded one. */
  started(eventTs: number, body: WebhookBody = this.body('started', eventTs)): Outcome {
    this.#isAnnounced ||= this.hasReceiver;
    return this.#send('started', body);
  }

  /** Sends `rtms_interrupted`. */
  interrupted(eventTs: number): Outcome {
    return this.#send('interrupted', this.body('interrupted', eventTs));
  }

  /** Sends `rtms_stopped`. */
  stopped(reason: StopReason, eventTs: number): Outcome {
    return this.#send('stopped', this.body('stopped', eventTs, reason));
  }

  /** Returns the body of a webhook about the stream, as the stream itself sends it. `reason`: of `stopped`. */
  body(
    lifecycle: StreamLifecycle,
    eventTs: number,
    reason: StopReason = StopReason.STOP_BC_USER_TRIGGERED,
  ): WebhookBody {
    const { style } = this.#input;
    const body = withUrls(this.#plainBody(lifecycle, eventTs, reason), style);
    return withPayloadChange(body, { payload: style.fields });
  }

  #plainBody(lifecycle: StreamLifecycle, eventTs: number, reason: StopReason): WebhookBody {
    const { stream, style } = this.#input;
    const url = this.#input.serverUrl();
    if (style.protocol === 'string') {
      const fields = lifecycle === 'stopped' ? { stop_reason: reason } : { server_urls: url };
      return stringWebhook(stream, lifecycle, fields, eventTs);
    }
    switch (lifecycle) {
      case 'started':
        return streamStartedWebhook(stream, url, eventTs);
      case 'interrupted':
        // The URL and the copy under `object` are not documented.
        return style.isStrict
          ? streamInterruptedWebhook(stream, undefined, eventTs, 'flat')
          : streamInterruptedWebhook(stream, url, eventTs);
      case 'stopped':
        return streamStoppedWebhook(stream, reason, eventTs);
    }
  }

  /** Returns the body of `meeting.started` or `meeting.ended`; `undefined` for products that have no such webhook. */
  meetingBody(moment: 'started' | 'ended', eventTs: number): WebhookBody | undefined {
    const { meeting } = this.#input;
    return moment === 'started'
      ? meetingStartedWebhook(meeting, eventTs)
      : meetingEndedWebhook(meeting, eventTs);
  }

  /** True if the stream sends `meeting.started` and `meeting.ended` around its own webhooks. */
  get announcesMeeting(): boolean {
    return this.#input.announcesMeeting;
  }

  /** Sends a webhook about the meeting, once for each app and receiver. Resolves when it is answered. */
  async announceMeeting(moment: 'started' | 'ended', eventTs: number): Promise<void> {
    const { announcesMeeting, clientId, url = '', noteAnnouncement } = this.#input;
    const body = announcesMeeting ? this.meetingBody(moment, eventTs) : undefined;
    if (body && noteAnnouncement(`${moment} ${clientId} ${url}`)) await this.deliver(body);
  }

  /** Sends any webhook to the receivers of the app. */
  async deliver(body: WebhookBody, signing: WebhookSigning = {}): Outcome {
    const { url, clientId, stream, context } = this.#input;
    const sending =
      url === undefined
        ? undefined
        : context.webhooks.send(url, { ...body }, stream.streamId, { clientId, ...signing });
    context.events?.publish(clientId, body, stream.streamId);
    return sending;
  }

  #send(lifecycle: StreamLifecycle, body: WebhookBody): Outcome {
    const change = this.#input.changes.take(lifecycle);
    if (!change) return this.deliver(body);
    this.#note(body.event, change);
    if (change.isSkipped) return Promise.resolve(undefined);
    if (change.delayMs <= 0) return this.#deliverChanged(body, change);
    this.#clock.after(change.delayMs, () => this.#input.watch(this.#deliverChanged(body, change)));
    return Promise.resolve(undefined);
  }

  /** Resolves with the outcome of the first copy. */
  async #deliverChanged(body: WebhookBody, change: WebhookChange): Outcome {
    const changed = withPayloadChange(body, change);
    const [first] = await Promise.all(
      Array.from({ length: change.copies }, () => this.deliver(changed, { ageMs: change.signatureAgeMs })),
    );
    return first;
  }

  #note(event: string, { isSkipped, delayMs, copies, signatureAgeMs }: WebhookChange): void {
    const { context, stream } = this.#input;
    context.journal.record({
      kind: 'note',
      type: 'webhook-changed',
      streamId: stream.streamId,
      detail: isSkipped ? { event, skipped: true } : { event, delayMs, copies, signatureAgeMs },
    });
  }
}

function withUrls(body: WebhookBody, { serverUrls }: WebhookStyle): WebhookBody {
  if (serverUrls === 'string') return body;
  const { object, ...flat } = body.payload as { object?: object };
  const payload = { ...withUrlArray(flat), ...(object && { object: withUrlArray(object) }) };
  return { ...body, payload };
}

function withUrlArray(fields: { server_urls?: unknown }): object {
  return fields.server_urls === undefined ? fields : { ...fields, server_urls: [fields.server_urls] };
}

/** Creates the sender of a stream's webhooks. */
export function createStreamWebhooks(
  input: StreamInput,
  owner: { readonly faults: StreamFaults; readonly instance: ServerInstance },
  context: StreamContext,
): StreamWebhooks {
  const { app, meeting, protocol, streamId, webhookUrl, operator, webhookFields = {} } = input;
  const { product, entityId, meetingId, sessionKey, topic, startedUnixMs } = meeting;
  const { strict, webhookServerUrls } = context.settings;
  const { accountId } = app;
  const operatorId = operator?.userId ?? app.userId;
  const isOriginalHost = operator?.isOriginalHost ?? true;
  return new StreamWebhooks({
    stream: {
      product,
      entityId,
      streamId,
      accountId,
      operatorId,
      isOriginalHost,
      meetingId,
      ...(sessionKey !== undefined && { sessionKey }),
    },
    meeting: { product, entityId, meetingId, topic, accountId, hostId: meeting.hostId, startedUnixMs },
    style: { protocol, serverUrls: webhookServerUrls, fields: webhookFields, isStrict: strict },
    changes: owner.faults.webhooks,
    serverUrl: () => owner.instance.signalingUrl,
    url: webhookUrl,
    clientId: app.clientId,
    announcesMeeting: input.meetingWebhooks ?? context.settings.meetingWebhooks,
    noteAnnouncement: (key) => meeting.noteAnnouncement(key),
    context,
    watch: (sending) => reportRejection(sending, context, 'a webhook is not sent', { streamId }),
  });
}
