/**
 * The three calls of the earlier sample server. Requests and responses have its format, so its page and scripts keep
 * working (PROTOCOL.md §4.6).
 */
import { StopReason, webhookPayloadFields, streamStoppedWebhook } from '@rtms-mock/protocol';
import { type MockMeeting } from '../server/mock-meeting.js';
import { ActionRefusedError } from '../meetings/meeting-action.js';
import { describeOutcome } from '../webhooks/describe-outcome.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { ControlContext } from './control-context.js';
import type { LegacyAnswer, LegacyVerdict } from './legacy-bodies.js';
import { Fields, invalidField } from '../input/fields.js';
import type { Route } from './route.js';
import { webhookUrlField } from '../server/meeting-fields.js';

/** The calls of the earlier sample server. */
export function legacyRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/validate-webhook',
      handle: async (request, response) => {
        const verdict = await context.server.validateWebhook(requiredUrl(new Fields(request.body)));
        const body: LegacyVerdict = verdict.ok
          ? { success: true }
          : { success: false, error: verdict.message, details: { code: verdict.code, ms: verdict.ms } };
        response.json(body);
      },
    },
    {
      method: 'POST',
      path: '/api/send-webhook',
      handle: async (request, response) => {
        const fields = new Fields(request.body);
        const webhookUrl = requiredUrl(fields);
        const existing = payloadField(fields);
        fields.flag('isNewMeeting');
        response.json(await sendStarted(context, webhookUrl, existing));
      },
    },
    {
      method: 'POST',
      path: '/api/stop-rtms',
      handle: async (request, response) => {
        const fields = new Fields(request.body);
        const webhookUrl = requiredUrl(fields);
        const info = new Fields(fields.value('meetingInfo') ?? {});
        const streamId = info.requiredText('rtms_stream_id', 'It belongs in meetingInfo.');
        response.json(await stop(context, webhookUrl, streamId, info));
      },
    },
  ];
}

function requiredUrl(fields: Fields): string {
  const url = webhookUrlField(fields, 'webhookUrl');
  if (url === undefined) throw invalidField('webhookUrl', 'is missing');
  return url;
}

type Body = Parameters<ControlContext['server']['sendWebhook']>[1];

function payloadField(fields: Fields): Body | undefined {
  const value = fields.value('existingPayload');
  if (value === undefined) return undefined;
  const event = new Fields(value).requiredText('event', 'existingPayload is a whole webhook body.');
  return { ...(value as object), event };
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
  webhookUrl: string,
  streamId: string,
  info: Fields,
): Promise<LegacyAnswer> {
  const { server } = context;
  const meeting = server.meeting(streamId);
  if (meeting !== undefined && meeting.state !== 'terminated') {
    const sinceSeq = server.journal.lastSeq;
    await meeting.stop(StopReason.STOP_BC_MEETING_ENDED);
    return journalled(context, meeting, sinceSeq);
  }
  const entityId = meeting?.meetingUuid ?? info.requiredText('meeting_uuid', 'It belongs in meetingInfo.');
  const stream = { product: 'meeting', entityId, streamId } as const;
  const body = streamStoppedWebhook(stream, StopReason.STOP_BC_MEETING_ENDED, server.clock.unixMs());
  return posted(context, webhookUrl, { ...body });
}

async function posted(context: ControlContext, url: string, body: Body): Promise<LegacyAnswer> {
  const sinceSeq = context.server.journal.lastSeq;
  const outcome = await context.server.sendWebhook(url, body);
  const answers = context.server.journal.find({
    kind: 'webhook',
    direction: 'received',
    type: body.event,
    after: sinceSeq,
  });
  return legacyAnswer(outcome, body, answers[0]?.detail['answer'], url);
}

/** The webhook that was sent for a meeting after a journal entry, and its outcome. */
function journalled(context: ControlContext, meeting: MockMeeting, sinceSeq: number): LegacyAnswer {
  const { journal } = context.server;
  const about = { kind: 'webhook', streamId: meeting.streamId, after: sinceSeq } as const;
  const sent = journal.find({ ...about, direction: 'sent' })[0];
  const received = journal.find({ ...about, direction: 'received' })[0];
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
