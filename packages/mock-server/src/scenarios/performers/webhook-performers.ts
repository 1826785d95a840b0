import { randomBytesOf } from '../../random.js';
import type { WebhookBody } from '@rtms-mock/protocol';
import { otherWebhook } from '../../webhooks/other-webhooks.js';
import { withPayloadChange } from '../../webhooks/payload-fields.js';
import type { Step, StepNamed } from '../steps/index.js';
import { lifecycleOf, meetingMomentOf, otherEventOf } from '../steps/webhook-steps.js';
import { requireReceiver, StepRefusedError, type Performers, type StepTarget } from './target.js';

/** Body of the webhook that a step describes. */
function bodyOf(step: StepNamed<'webhook'>, { stream, clock }: StepTarget): WebhookBody {
  const eventTs = clock.unixMs() - step.eventAge;
  const other = otherEventOf(step.event);
  if (other !== undefined) {
    const { product, entityId } = stream.meeting;
    const about = { product, entityId, streamId: stream.streamId, operatorId: stream.operatorId };
    return withPayloadChange(otherWebhook(other, about, step.payload, eventTs), { omit: step.omit });
  }
  return withPayloadChange(defaultBody(step, stream, eventTs), step);
}

function defaultBody(
  { event, reason }: StepNamed<'webhook'>,
  { webhooks, stopReason }: StepTarget['stream'],
  eventTs: number,
): WebhookBody {
  const lifecycle = lifecycleOf(event);
  if (lifecycle !== undefined) {
    const body = webhooks.body(lifecycle, eventTs, reason ?? stopReason);
    // A name without a product stands for the one of the stream's product.
    return event.startsWith('rtms_') ? body : { ...body, event };
  }
  const moment = meetingMomentOf(event);
  const body = moment && webhooks.meetingBody(moment, eventTs);
  return { ...(body ?? { event_ts: eventTs, payload: {} }), event };
}

async function sendTimes(step: StepNamed<'webhook'>, target: StepTarget): Promise<void> {
  const body = bodyOf(step, target);
  for (let sent = 0; sent < step.times; sent += 1) {
    await target.stream.webhooks.deliver(body, { ageMs: step.signatureAge });
  }
}

/** Client id that a step names, or that of its stream. Throws {@link StepRefusedError} for an unknown one. */
function clientIdOf(step: Step & { readonly clientId?: string }, { stream, secrets }: StepTarget): string {
  const clientId = step.clientId ?? stream.app.clientId;
  const known = secrets.apps.map((app) => app.clientId);
  if (known.includes(clientId)) return clientId;
  throw new StepRefusedError(step, `no app has the client id ${clientId}; known are ${known.join(', ')}`);
}

/** Steps about webhooks, about the REST call that starts a stream, and about the secrets of apps. */
export const WEBHOOK_PERFORMERS: Performers<
  'webhook' | 'change-webhook' | 'reject-start' | 'rotate-secret' | 'expire-secret'
> = {
  webhook: (step, target) => {
    requireReceiver(step, target);
    return sendTimes(step, target);
  },
  'change-webhook': (step, { stream }) => {
    const lifecycle = step.event === 'all' ? 'all' : (lifecycleOf(step.event) ?? 'all');
    const { skip: isSkipped, delay: delayMs, copies, payload, omit, signatureAge: signatureAgeMs } = step;
    const change = { isSkipped, delayMs, copies, payload, omit, signatureAgeMs };
    stream.faults.webhooks.plan(lifecycle, change, step.times);
  },
  'reject-start': ({ code, message, times }, target) => target.rejectStarts({ code, message }, times),
  'rotate-secret': (step, target) => {
    const { clientSecret, secretToken } = step;
    const isGiven = clientSecret !== undefined || secretToken !== undefined;
    const given = { clientSecret, secretToken };
    const random = { clientSecret: randomSecret(target.random), secretToken: randomSecret(target.random) };
    target.secrets.rotate(clientIdOf(step, target), isGiven ? given : random);
  },
  'expire-secret': (step, target) => target.secrets.expire(clientIdOf(step, target)),
};

function randomSecret(random: () => number): string {
  return randomBytesOf(random, 24).toString('base64url');
}
