import { isObject, type PlainObject } from '../input/kinds.js';
import type { WebhookBody } from '@rtms-mock/protocol';

/** Changes of a payload. */
export interface PayloadChange {
  /** Fields that are added, or replace fields of the same name. */
  readonly payload?: PlainObject | undefined;
  /** Names of fields that are removed. */
  readonly omit?: readonly string[] | undefined;
}

/**
 * Returns the body with a changed payload. Fields of a payload whose other fields are under `object` are changed there; of
 * one that has both shapes (PROTOCOL.md §6.5), in both. The key `object` of a change names fields of `object` alone.
 */
export function withPayloadChange(
  body: WebhookBody,
  { payload: fields = {}, omit = [] }: PayloadChange,
): WebhookBody {
  const entries = Object.entries(fields);
  if ((entries.length === 0 && omit.length === 0) || !isObject(body.payload)) return body;
  const { object: given, ...flat } = body.payload;
  if (!isObject(given)) {
    return { ...body, payload: without({ ...body.payload, ...fields }, omit) };
  }
  const isFlatToo = 'rtms_stream_id' in flat;
  const top: { [name: string]: unknown } = flat;
  const object: { [name: string]: unknown } = { ...given };
  for (const [name, value] of entries) {
    if (name === 'object') Object.assign(object, isObject(value) ? value : {});
    else if (name in top && !isFlatToo) top[name] = value;
    else {
      object[name] = value;
      if (isFlatToo) top[name] = value;
    }
  }
  return { ...body, payload: { ...without(top, omit), object: without(object, omit) } };
}

function without(fields: PlainObject, omit: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.includes(name)));
}
