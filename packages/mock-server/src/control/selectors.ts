/** Calls that reach every meeting unless one is named: they refuse what they do not know, as it may be meant to name one. */
import type { Request } from 'express';
import { cut } from '../input/cut.js';
import { isObject } from '../input/kinds.js';
import { unknownKeys } from '../input/object.js';
import { ApiError } from './api-error.js';

/** The field that selects a stream. */
const SELECTOR = 'streamId';

/** Fields of `POST /api/actions`. */
const ACTION_FIELDS = ['action', 'reason', SELECTOR] as const;

/**
 * Refuses an action on all meetings with a field or query parameter that is not known, or with `null` for a stream: it would
 * reach every meeting.
 *
 * @throws ApiError 400
 */
export function refuseWiderAction(request: Pick<Request, 'body' | 'query'>): void {
  const hint = `Name one stream by ${SELECTOR}; without it, the action reaches every running meeting.`;
  const fields = fieldsOf(request);
  if (fields[SELECTOR] === null) throw refusal(`${SELECTOR} must be a string, found null.`, hint);
  if (fields[SELECTOR] === undefined) refuseUnknown(request, ACTION_FIELDS, hint);
}

/**
 * Refuses a reset with a field or query parameter, as it has none: it would reach every meeting.
 *
 * @throws ApiError 400
 */
export function refuseWiderReset(request: Pick<Request, 'body' | 'query'>): void {
  refuseUnknown(request, [], 'A reset ends all meetings. POST /api/meetings/:streamId/actions ends one.');
}

function refuseUnknown(
  request: Pick<Request, 'body' | 'query'>,
  known: readonly string[],
  hint: string,
): void {
  const [field] = unknownKeys(fieldsOf(request), known);
  if (field !== undefined) {
    const advice = field.guess === undefined ? '.' : `; did you mean "${field.guess}"?`;
    throw refusal(`"${cut(field.key)}" is not a known field${advice}`, hint);
  }
  const [parameter] = Object.keys(request.query);
  if (parameter === undefined) return;
  throw refusal(`The query parameter "${cut(parameter)}" is not known; the body has the fields.`, hint);
}

function fieldsOf({ body }: Pick<Request, 'body'>): { readonly [name: string]: unknown } {
  const given: unknown = body;
  return isObject(given) ? given : {};
}

function refusal(message: string, hint: string): ApiError {
  return new ApiError(400, 'invalid-field', message, hint);
}
