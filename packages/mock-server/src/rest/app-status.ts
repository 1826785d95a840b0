/** Start, stop, pause and resume by the service's own REST calls (PROTOCOL.md §7.1). */
import type { Request } from 'express';
import type { Product } from '@rtms-mock/protocol';
import type { StartRefusal, StartRefusalCode } from '../faults/start-refusals.js';
import { type MockMeeting, type StartMeetingOptions } from '../server/mock-meeting.js';
import { ActionRefusedError } from '../meetings/meeting-action.js';
import { ignoredKeys, reportIgnored } from '../control/body.js';
import { authorize } from './authorize.js';
import { textOf, type RestContext, type RestRoute } from './rest-context.js';
import { RestCode, RestError } from './rest-error.js';

const ACTIONS = ['start', 'stop', 'pause', 'resume'] as const;
type Action = (typeof ACTIONS)[number];

/** Fields of `settings`. */
const SETTINGS = ['client_id', 'participant_user_id'] as const;

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
      const call = readBody(request.body, caller, context);
      reportUnknown(request, context);
      await perform(call, decodedId(request), kind, context);
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

/** Content of a body. */
interface Call {
  readonly action: Action;
  readonly clientId: string;
  /** User for whom the app runs, if the body names one. */
  readonly userId: string | undefined;
}

function readBody(body: unknown, caller: string | undefined, { server, settings }: RestContext): Call {
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
  return { action, clientId, userId: user };
}

/** Logs unknown fields; the service ignores them, and its answer has no body. */
function reportUnknown(request: Request, { settings: { logger } }: RestContext): void {
  const { settings } = request.body as { readonly settings?: unknown };
  const unknown = [
    ...ignoredKeys(request.body, ['action', 'settings']),
    ...ignoredKeys(settings, SETTINGS, ['settings']),
  ];
  reportIgnored(unknown, request, logger);
}

/** Refuses settings of a wrong type: a default instead would start another app than the caller wants. */
function checkSettings(settings: unknown): void {
  if (settings === undefined || settings === null) return;
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new RestError(400, RestCode.INVALID_BODY, 'settings must be an object with client_id');
  }
  for (const name of SETTINGS) {
    const value = (settings as { readonly [key: string]: unknown })[name];
    if (value === undefined || value === null || typeof value === 'string') continue;
    throw new RestError(400, RestCode.INVALID_BODY, `settings.${name} must be a string`);
  }
}

async function perform(call: Call, id: string, kind: Kind, context: RestContext): Promise<void> {
  const here = context.server
    .meetings()
    .filter((meeting) => kind.idOf(meeting) === id && isOf(kind, meeting.view().product));
  const running = here.filter((meeting) => !meeting.meetingEnded);
  // Includes meetings that have ended, so that the refusal can say so.
  const own = ownOf(running, call) ?? ownOf(here, call);
  const { action } = call;
  if (action !== 'start') {
    if (!own) throw unknownMeeting(id, kind, call, context);
    return refusable(() => own.perform(action));
  }
  const refusal = context.startRefusals.take((running[0] ?? here[0])?.meetingUuid);
  if (refusal) throw refusedStart(refusal);
  start(call, id, kind, { here, running, own }, context);
}

interface Found {
  /** All streams of the meeting, ended ones included. */
  readonly here: readonly MockMeeting[];
  /** Those of them whose meeting goes on. */
  readonly running: readonly MockMeeting[];
  /** The stream of the app. */
  readonly own: MockMeeting | undefined;
}

function start(
  call: Call,
  id: string,
  kind: Kind,
  { here, running, own }: Found,
  context: RestContext,
): void {
  const { server, settings } = context;
  const { clientId, userId } = call;
  if (running.length === 0 && here.length > 0) {
    throw new RestError(400, RestCode.OPERATION_REFUSED, `Meeting ${id.slice(0, 200)} has ended.`);
  }
  if (!own || own.meetingEnded) {
    const [other] = running;
    if (!other && (settings.strict || settings.unknownMeetings === 'refuse')) {
      throw unknownMeeting(id, kind, call, context);
    }
    const input = other ? { meeting: other.streamId } : kind.newMeeting(id);
    const user = userId === undefined ? {} : { operatorId: userId };
    return inBackground(server.startMeeting({ ...input, ...user, clientId }), settings);
  }
  if (own.state !== 'terminated' && own.state !== 'created') {
    throw new RestError(400, RestCode.OPERATION_REFUSED, `the stream of ${clientId} is ${own.state} already`);
  }
  if (own.state === 'created' && own.isAnnounced) return;
  inBackground(own.start(), settings);
}

/**
 * The app's stream for this user. Where the user has none: a stream of the app, except that a start for another user than
 * that of a running stream gets one of its own.
 */
function ownOf(
  meetings: readonly MockMeeting[],
  { action, clientId, userId }: Call,
): MockMeeting | undefined {
  const ofApp = meetings.filter((meeting) => meeting.view().clientId === clientId);
  const ofUser = ofApp.findLast((meeting) => meeting.view().operatorId === userId);
  if (userId === undefined || ofUser) return ofUser ?? ofApp.at(-1);
  return ofApp.findLast((meeting) => action !== 'start' || !isStarted(meeting));
}

function isStarted({ state, isAnnounced }: MockMeeting): boolean {
  return state !== 'terminated' && (state !== 'created' || isAnnounced);
}

function isOf(kind: Kind, product: string): boolean {
  return kind.products.some((one) => one === product);
}

/** Strings that a program writes into a path in place of a missing id. */
const NO_IDS: readonly string[] = ['undefined', 'null', 'NaN', 'None', 'nil', '[object Object]'];

function unknownMeeting(id: string, kind: Kind, { action }: Call, { server }: RestContext): RestError {
  const shown = id.slice(0, 200);
  const advice = (): string => {
    if (NO_IDS.includes(id))
      return ` The path contains the text "${shown}" in place of an id: a variable of the caller has no value.`;
    const other = server.meetings().find((meeting) => meeting.meetingUuid === id || meeting.streamId === id);
    if (other) return ` This call takes the id ${kind.idOf(other)} of that meeting.`;
    if (action !== 'start') return '';
    const body = JSON.stringify({ ...kind.newMeeting(shown), start: false });
    return ` POST /api/meetings with ${body} creates it; --unknown-meetings create does so for every start.`;
  };
  return new RestError(404, RestCode.UNKNOWN_MEETING, `Meeting does not exist: ${shown}.${advice()}`);
}

const REFUSAL_MESSAGES: { readonly [C in StartRefusalCode]: string } = {
  '403': 'Forbidden: the app is not permitted to start a stream here.',
  '2308': 'The user is not the host or an alternative host of this meeting.',
  '2310': 'The operation is not possible for this account.',
  '3000': 'The meeting is not accessible yet.',
};

function refusedStart({ code, message = REFUSAL_MESSAGES[code] }: StartRefusal): RestError {
  return new RestError(code === '403' ? 403 : 400, Number(code), message);
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
