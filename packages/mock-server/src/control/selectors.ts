import type { Request } from 'express';
import { closest } from '../input/closest.js';
import { cut } from '../input/cut.js';
import { isObject } from '../input/kinds.js';
import { unknownKeys } from '../input/object.js';
import { ApiError } from './api-error.js';

/** The field that selects a stream. */
const SELECTOR = 'streamId';

/** Names under which callers select meetings, in small letters: `streamID`, `rtms_stream_id`, `meetingUuid`, `ids`. */
const LIKE_SELECTOR =
  /stream|meeting|session|engagement|uuid|client|^ids?$|^(?:call|node|worker)(?:ids?)?$|^labels?$/;

/** Fields of `POST /api/actions`. */
const ACTION_FIELDS = ['action', 'reason', SELECTOR] as const;

/**
 * Refuses an action on all meetings that selects some under a name that is not known, or by `null`: it would reach every
 * meeting.
 *
 * @throws ApiError 400
 */
export function refuseWiderAction(request: Pick<Request, 'body' | 'query'>): void {
  const hint = `Name one stream by ${SELECTOR}; without it, the action reaches every running meeting.`;
  const fields = fieldsOf(request);
  if (fields[SELECTOR] === null) throw refusal(`${SELECTOR} must be a string, found null.`, hint);
  if (fields[SELECTOR] === undefined) refuseSelectors(request, ACTION_FIELDS, hint);
}

/**
 * Refuses a reset that selects some meetings: it would reach every meeting.
 *
 * @throws ApiError 400
 */
export function refuseWiderReset(request: Pick<Request, 'body' | 'query'>): void {
  refuseSelectors(request, [], 'A reset ends all meetings. POST /api/meetings/:streamId/actions ends one.');
}

function refuseSelectors(
  request: Pick<Request, 'body' | 'query'>,
  known: readonly string[],
  hint: string,
): void {
  const field = unknownKeys(fieldsOf(request), known).find(({ key }) => isLikeSelector(key));
  if (field !== undefined) {
    const advice = field.guess === undefined ? '.' : `; did you mean "${field.guess}"?`;
    throw refusal(`"${cut(field.key)}" is not a known field${advice}`, hint);
  }
  const parameter = Object.keys(request.query).find(isLikeSelector);
  if (parameter === undefined) return;
  throw refusal(`The query parameter "${cut(parameter)}" is not known; the body has the fields.`, hint);
}

function fieldsOf({ body }: Pick<Request, 'body'>): { readonly [name: string]: unknown } {
  const given: unknown = body;
  return isObject(given) ? given : {};
}

function isLikeSelector(name: string): boolean {
  if (closest(name, [SELECTOR]) !== undefined) return true;
  return LIKE_SELECTOR.test(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

function refusal(message: string, hint: string): ApiError {
  return new ApiError(400, 'invalid-field', message, hint);
}
