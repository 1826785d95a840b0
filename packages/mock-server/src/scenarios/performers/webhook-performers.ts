import { otherWebhook } from '../../webhooks/other-webhooks.js';
import { requireWebhookUrl, type Performers } from './target.js';

/** The step that sends a webhook which no stream sends by itself. */
export const WEBHOOK_PERFORMERS: Performers<'webhook'> = {
  webhook: (step, target) => {
    const { stream, clock } = target;
    const { meeting, app, streamId } = stream;
    const url = requireWebhookUrl(step, target);
    const { product, entityId } = meeting;
    const about = { product, entityId, streamId, operatorId: app.userId };
    return target.sendWebhook(url, otherWebhook(step.event, about, step.payload, clock.unixMs()));
  },
};
