import { isUrlValidation } from '@rtms-mock/protocol';
import type { WebhookSignatureHeaders } from '@rtms-mock/protocol/signature';
import type { WebhookHeaders } from '../policies.js';

/**
 * The headers of a webhook beside its content type. `readme` adds the names that an old README of the SDK prints:
 * `x-zoom-signature`, with the value of `x-zm-signature`, and in a URL validation `x-zoom-webhook-validator`, with the
 * `plainToken`. The service sends neither (PROTOCOL.md §6.2).
 */
export function webhookHeaders(
  signature: WebhookSignatureHeaders,
  json: string,
  headers: WebhookHeaders = 'documented',
): { readonly [name: string]: string } {
  if (headers === 'documented') return { ...signature };
  const body: unknown = JSON.parse(json);
  return {
    ...signature,
    'x-zoom-signature': signature['x-zm-signature'],
    ...(isUrlValidation(body) && { 'x-zoom-webhook-validator': body.payload.plainToken }),
  };
}
