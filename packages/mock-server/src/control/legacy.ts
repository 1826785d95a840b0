/**
 * The three calls of the earlier sample server. Requests and responses have its format, so its page and scripts keep
 * working (PROTOCOL.md §4.6).
 */
import { StopReason, webhookPayloadFields, streamStoppedWebhook } from '@rtms-mock/protocol';
import { firstEntry } from '../journal.js';
import { type MockMeeting } from '../server/mock-meeting.js';
import { ActionRefusedError } from '../meetings/meeting-action.js';
import { describeOutcome } from '../webhooks/describe-outcome.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { ControlContext } from './control-context.js';
import { BOOLEAN, dataKind, STRING } from '../input/kinds.js';
import { object, optional, readObject, required, type Values } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import { good } from '../input/reading.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import { readReported } from './body.js';
import type { LegacyAnswer, LegacyVerdict } from './legacy-bodies.js';
import type { Route } from './route.js';

type Body = Parameters<ControlContext['server']['sendWebhook']>[1];

/** A whole webhook body; fields of any name are kept. */
const WEBHOOK_BODY = dataKind<Body>('a webhook body', (value) => {
  const reading = readObject({ event: required(STRING) }, value, { unknown: 'ignore' });
  return reading.ok ? good({ ...(value as object), ...reading.value }) : reading;
});

const VALIDATE_BODY = { webhookUrl: required(WEBHOOK_URL) };

const SEND_BODY = {
  webhookUrl: required(WEBHOOK_URL),
  existingPayload: optional(WEBHOOK_BODY),
  isNewMeeting: optional(BOOLEAN),
};

const STOP_BODY = {
  webhookUrl: required(WEBHOOK_URL),
  meetingInfo: required(
    object({ rtms_stream_id: required(STRING), meeting_uuid: optional(STRING) }, { unknown: 'ignore' }),
    '',
    'It has rtms_stream_id and meeting_uuid of the meeting.',
  ),
};

/** The calls of the earlier sample server. */
export function legacyRoutes(context: ControlContext): Route[] {
  const { logger } = context.settings;
  return [
    {
      method: 'POST',
      path: '/api/validate-webhook',
      handle: async (request, response) => {
        const { values, reported } = readReported(VALIDATE_BODY, request, logger);
        const verdict = await context.server.validateWebhook(values.webhookUrl);
        const body: LegacyVerdict = verdict.ok
          ? { success: true }
          : { success: false, error: verdict.message, details: { code: verdict.code, ms: verdict.ms } };
        response.json({ ...body, ...reported });
      },
    },
    {
      method: 'POST',
      path: '/api/send-webhook',
      handle: async (request, response) => {
        const { values, reported } = readReported(SEND_BODY, request, logger);
        const answer = await sendStarted(context, values.webhookUrl, values.existingPayload);
        response.json({ ...answer, ...reported });
      },
    },
    {
      method: 'POST',
      path: '/api/stop-rtms',
      handle: async (request, response) => {
        const { values, reported } = readReported(STOP_BODY, request, logger);
        response.json({ ...(await stop(context, values)), ...reported });
      },
    },
  ];
}

/** Starts a new meeting. With the body of an earlier one it starts that one again; an unknown body is posted unchanged. */
async function sendStarted(
  context: ControlContext,
  webhookUrl: string,
  existing: Body | undefined,
): Promise<LegacyAnswer> {
  const { server } = context;
  const sinceSeq = server.journal.lastSeq;
  if (existing === undefined) {
    const meeting = await server.startMeeting({ webhookUrl });
    return journalled(context, meeting, sinceSeq);
  }
  const streamId = webhookPayloadFields(existing['payload'])['rtms_stream_id'];
  const meeting = typeof streamId === 'string' ? server.meeting(streamId) : undefined;
  if (meeting?.state === 'terminated' && (await started(meeting))) {
    return journalled(context, meeting, sinceSeq);
  }
  return posted(context, webhookUrl, existing);
}

/** Returns false if the meeting has ended: it cannot be started again, but its webhook can still be posted. */
async function started(meeting: MockMeeting): Promise<boolean> {
  try {
    await meeting.start();
    return true;
  } catch (error) {
    if (error instanceof ActionRefusedError) return false;
    throw error;
  }
}

async function stop(
  context: ControlContext,
  { webhookUrl, meetingInfo }: Values<typeof STOP_BODY>,
): Promise<LegacyAnswer> {
  const { server } = context;
  const { rtms_stream_id: streamId, meeting_uuid: meetingUuid } = meetingInfo;
  const meeting = server.meeting(streamId);
  if (meeting !== undefined && meeting.state !== 'terminated') {
    const sinceSeq = server.journal.lastSeq;
    await meeting.stop(StopReason.STOP_BC_MEETING_ENDED);
    return journalled(context, meeting, sinceSeq);
  }
  const entityId = meeting?.meetingUuid ?? meetingUuid;
  if (entityId === undefined) throw invalidField('meetingInfo.meeting_uuid', 'is missing');
  const stream = { product: 'meeting', entityId, streamId } as const;
  const body = streamStoppedWebhook(stream, StopReason.STOP_BC_MEETING_ENDED, server.clock.unixMs());
  return posted(context, webhookUrl, { ...body });
}

async function posted(context: ControlContext, url: string, body: Body): Promise<LegacyAnswer> {
  const sinceSeq = context.server.journal.lastSeq;
  const outcome = await context.server.sendWebhook(url, body);
  const answer = firstEntry(context.server.journal, {
    kind: 'webhook',
    direction: 'received',
    type: body.event,
    after: sinceSeq,
  });
  return legacyAnswer(outcome, body, answer?.detail['answer'], url);
}

/** The webhook that was sent for a meeting after a journal entry, and its outcome. */
function journalled(context: ControlContext, meeting: MockMeeting, sinceSeq: number): LegacyAnswer {
  const { journal } = context.server;
  const about = { kind: 'webhook', streamId: meeting.streamId, after: sinceSeq } as const;
  const sent = firstEntry(journal, { ...about, direction: 'sent' });
  const received = firstEntry(journal, { ...about, direction: 'received' });
  const outcome = received?.detail['outcome'] as WebhookOutcome | undefined;
  const url = String(sent?.detail['url']);
  return legacyAnswer(outcome, sent?.detail['body'] ?? null, received?.detail['answer'], url);
}

function legacyAnswer(
  outcome: WebhookOutcome | undefined,
  sent: unknown,
  answer: unknown,
  url: string,
): LegacyAnswer {
  if (outcome === undefined) {
    return { success: false, status: null, sent, response: null, error: 'No webhook was answered.' };
  }
  const event = String((sent as { event?: unknown } | null)?.event);
  const success = outcome.status === 'delivered';
  return {
    success,
    status: outcome.status === 'failed' ? null : outcome.httpStatus,
    sent,
    response: parsed(answer),
    ...(!success && { error: describeOutcome(outcome, event, url) }),
  };
}

function parsed(answer: unknown): unknown {
  if (typeof answer !== 'string') return null;
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return answer;
  }
}
