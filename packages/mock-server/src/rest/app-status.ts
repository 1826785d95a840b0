/** Start, stop, pause and resume by the service's own REST calls (PROTOCOL.md §7.1). */
import type { Request } from 'express';
import type { Product } from '@rtms-mock/protocol';
import { type MockMeeting, type StartMeetingOptions } from '../server/mock-meeting.js';
import { ActionRefusedError } from '../meetings/meeting-action.js';
import { authorize } from './authorize.js';
import { textOf, type RestContext, type RestRoute } from './rest-context.js';
import { RestCode, RestError } from './rest-error.js';

const ACTIONS = ['start', 'stop', 'pause', 'resume'] as const;
type Action = (typeof ACTIONS)[number];

/** The conversations that a path addresses. */
interface Kind {
  readonly path: string;
  readonly products: readonly Product[];
  /** The id of a stream that stands in the path. */
  readonly idOf: (meeting: MockMeeting) => string;
  readonly newMeeting: (id: string) => StartMeetingOptions;
}

const KINDS: readonly Kind[] = [
  {
    path: '/v2/live_meetings/:id/rtms_app/status',
    products: ['meeting', 'webinar'],
    idOf: (meeting) => meeting.view().meetingId,
    newMeeting: (meetingId) => ({ meetingId }),
  },
  {
    path: '/v2/videosdk/sessions/:id/rtms_app/status',
    products: ['session'],
    idOf: (meeting) => meeting.meetingUuid,
    newMeeting: (meetingUuid) => ({ product: 'session', meetingUuid }),
  },
  // The documents name the call without its path (assumed).
  {
    path: '/v2/contact_center/engagements/:id/rtms_app/status',
    products: ['contact_center'],
    idOf: (meeting) => meeting.meetingUuid,
    newMeeting: (meetingUuid) => ({ product: 'contact_center', meetingUuid }),
  },
];

/** The status calls. An accepted call is answered with 204; a webhook reports the effect. */
export function appStatusRoutes(context: RestContext): RestRoute[] {
  return KINDS.map((kind) => ({
    method: 'PATCH',
    path: kind.path,
    handle: async (request, response) => {
      const isContactCenter = kind.products.includes('contact_center');
      const caller = authorize(request, isContactCenter ? 'contact_center' : 'meeting', context);
      const { action, clientId } = readBody(request.body, caller, context);
      await perform(action, clientId, decodedId(request), kind, context);
      response.status(204).end();
    },
  }));
}

/** Ids with a slash are encoded twice (documented). */
function decodedId(request: Request): string {
  const { id = '' } = request.params;
  const text = String(id);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readBody(
  body: unknown,
  caller: string | undefined,
  { server, settings }: RestContext,
): { readonly action: Action; readonly clientId: string } {
  const action = ACTIONS.find((one) => one === textOf(body, 'action'));
  if (!action) {
    throw new RestError(400, RestCode.INVALID_BODY, `action must be one of ${ACTIONS.join(', ')}`);
  }
  const wanted = (body as { settings?: unknown }).settings;
  checkSettings(wanted);
  const clientId = textOf(wanted, 'client_id') ?? caller ?? server.credentials.apps[0].clientId;
  const app = server.credentials.apps.find((one) => one.clientId === clientId);
  if (!app)
    throw new RestError(
      400,
      RestCode.INVALID_BODY,
      `settings.client_id ${clientId.slice(0, 80)} is not known`,
    );
  const user = textOf(wanted, 'participant_user_id');
  if (settings.strict && user !== undefined && user !== app.userId) {
    throw new RestError(
      400,
      RestCode.USER_MAY_NOT,
      `user ${user.slice(0, 80)} may not start the app: the host is ${app.userId}`,
    );
  }
  return { action, clientId };
}

/** Refuses settings of a wrong type: a default instead would start another app than the caller wants. */
function checkSettings(settings: unknown): void {
  if (settings === undefined || settings === null) return;
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new RestError(400, RestCode.INVALID_BODY, 'settings must be an object with client_id');
  }
  for (const name of ['client_id', 'participant_user_id']) {
    const value = (settings as { readonly [key: string]: unknown })[name];
    if (value === undefined || value === null || typeof value === 'string') continue;
    throw new RestError(400, RestCode.INVALID_BODY, `settings.${name} must be a string`);
  }
}

async function perform(
  action: Action,
  clientId: string,
  id: string,
  kind: Kind,
  { server, settings }: RestContext,
): Promise<void> {
  const here = server
    .meetings()
    .filter((meeting) => kind.idOf(meeting) === id && isOf(kind, meeting.view().product));
  const running = here.filter((meeting) => !meeting.meetingEnded);
  // Includes meetings that have ended, so that the refusal can say so.
  const own = ownOf(running, clientId) ?? ownOf(here, clientId);
  if (action !== 'start') {
    if (!own) throw unknownMeeting(id);
    return refusable(() => own.perform(action));
  }
  if (running.length === 0 && here.length > 0) {
    throw new RestError(400, RestCode.OPERATION_REFUSED, `Meeting ${id.slice(0, 200)} has ended.`);
  }
  if (!own || own.meetingEnded) {
    const [other] = running;
    if (!other && settings.strict) throw unknownMeeting(id);
    const input = other ? { meeting: other.streamId } : kind.newMeeting(id);
    return inBackground(server.startMeeting({ ...input, clientId }), settings);
  }
  if (own.state !== 'terminated' && own.state !== 'created') {
    throw new RestError(400, RestCode.OPERATION_REFUSED, `the stream of ${clientId} is ${own.state} already`);
  }
  if (own.state === 'created' && own.startWebhook !== undefined) return;
  inBackground(own.start(), settings);
}

function ownOf(meetings: readonly MockMeeting[], clientId: string): MockMeeting | undefined {
  return meetings.findLast((meeting) => meeting.view().clientId === clientId);
}

function isOf(kind: Kind, product: string): boolean {
  return kind.products.some((one) => one === product);
}

function unknownMeeting(id: string): RestError {
  return new RestError(404, RestCode.UNKNOWN_MEETING, `Meeting does not exist: ${id.slice(0, 200)}.`);
}

async function refusable(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ActionRefusedError)) throw error;
    throw new RestError(400, RestCode.OPERATION_REFUSED, error.message);
  }
}

/** Does not delay the response until the webhook is sent. Failures are logged. */
function inBackground(work: Promise<unknown>, { logger }: RestContext['settings']): void {
  work.catch((error: unknown) => {
    logger.log('warn', `REST start failed: ${error instanceof Error ? error.message : String(error)}`);
  });
}
