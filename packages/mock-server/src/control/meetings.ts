import type { StopReason } from '@rtms-mock/protocol';
import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import { type MockMeeting, type StartMeetingOptions } from '../server/mock-meeting.js';
import { ActionRefusedError, MEETING_ACTIONS, type MeetingAction } from '../meetings/meeting-action.js';
import { ScenarioError } from '../scenarios/choose.js';
import { STOP_REASON } from '../scenarios/steps/kinds.js';
import { MeetingEndedError, UnknownMeetingError } from '../meetings/unknown-meeting.js';
import { describeOutcome } from '../webhooks/describe-outcome.js';
import type {
  ActionDone,
  ActionResult,
  ActionResults,
  StartedMeeting,
  StartedStream,
  StreamDetails,
  StreamList,
  StreamWithWebhook,
  WebhookAnswer,
} from './api-bodies.js';
import { cut } from '../input/cut.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { choice, STRING } from '../input/kinds.js';
import { optional, required } from '../input/object.js';
import { readReported, reportIgnored } from './body.js';
import type { Route } from './route.js';
import { refuseWiderAction } from './selectors.js';
import { readStartMeetingBody, scenarioProblem } from './start-meeting-body.js';

/** Body of an action. The reason is given as in steps: by number (6) or name (`STOP_BC_MEETING_ENDED`, `ACTION_BY_HOST`). */
const ACTION = { action: required(choice(MEETING_ACTIONS)), reason: optional(STOP_REASON) };
const ACTIONS = { ...ACTION, streamId: optional(STRING) };

/** Starts meetings, shows them, and performs the controls of users and hosts. */
export function meetingRoutes(context: ControlContext): Route[] {
  const { server, settings } = context;
  return [
    {
      method: 'POST',
      path: '/api/meetings',
      handle: async (request, response) => {
        const { input, warnings } = await readStartMeetingBody(request.body, context);
        reportIgnored(warnings, request, settings.logger);
        const meeting = await startMeeting(context, input);
        const body: StartedMeeting = {
          ...summary(meeting),
          ...(input.clientIds !== undefined && {
            streams: startedStreams(
              meeting,
              input.clientIds === 'all' ? server.credentials.apps.length : input.clientIds.length,
            ),
          }),
          ...(warnings.length > 0 && { warnings }),
        };
        response
          .status(201)
          .location(`/api/meetings/${encodeURIComponent(meeting.streamId)}`)
          .json(body);
      },
    },
    {
      method: 'GET',
      path: '/api/meetings',
      handle: (_request, response) => {
        const body: StreamList = { meetings: server.meetings().map((meeting) => meeting.view()) };
        response.json(body);
      },
    },
    {
      method: 'GET',
      path: '/api/meetings/:streamId',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const timing = server.timing(meeting.streamId) ?? null;
        const body: StreamDetails = { ...meetingBody(meeting), timing };
        response.json(body);
      },
    },
    ...actionRoutes(context),
  ];
}

/** The controls of users and hosts, for one meeting or every running one. */
function actionRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/meetings/:streamId/actions',
      handle: async (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { values, reported } = readReported(ACTION, request, context.settings.logger);
        const { action, reason } = values;
        try {
          await meeting.perform(action, reason);
        } catch (error) {
          if (error instanceof ActionRefusedError) throw new ApiError(409, 'action-refused', error.message);
          throw error;
        }
        const { streamId, state } = meeting;
        const body: ActionDone = { streamId, action, state, ...reported };
        response.json(body);
      },
    },
    {
      method: 'POST',
      path: '/api/actions',
      handle: async (request, response) => {
        refuseWiderAction(request);
        const { values, reported } = readReported(ACTIONS, request, context.settings.logger);
        const { action, reason, streamId } = values;
        const included =
          streamId === undefined
            ? context.server.meetings().filter((meeting) => includes(action, meeting))
            : [findMeeting(context, streamId)];
        const body: ActionResults = {
          results: await Promise.all(included.map((one) => tryAction(one, action, reason))),
          ...reported,
        };
        response.json(body);
      },
    },
  ];
}

async function startMeeting({ server }: ControlContext, input: StartMeetingOptions): Promise<MockMeeting> {
  try {
    return await server.startMeeting(input);
  } catch (error) {
    if (error instanceof UnknownMeetingError) {
      throw new ApiError(400, 'unknown-meeting', `${error.message}.`, 'GET /api/meetings lists all of them.');
    }
    if (error instanceof MeetingEndedError) {
      throw new ApiError(409, 'meeting-ended', `${error.message}.`);
    }
    if (error instanceof ScenarioError) throw scenarioProblem(error);
    if (error instanceof MediaUnavailableError) throw new ApiError(400, 'media-unavailable', error.message);
    throw error;
  }
}

/**
 * The meeting with this stream id.
 *
 * @throws ApiError 404 if there is none
 */
export function findMeeting(context: ControlContext, streamId: unknown): MockMeeting {
  const meeting = typeof streamId === 'string' ? context.server.meeting(streamId) : undefined;
  if (meeting !== undefined) return meeting;
  if (typeof streamId === 'string' && context.server.hasForgotten(streamId)) {
    throw new ApiError(
      404,
      'meeting-forgotten',
      `Stream ${cut(streamId)} ended long ago and is not kept any more.`,
      'Ended streams are kept for an hour, and 100 of them at most.',
    );
  }
  throw new ApiError(
    404,
    'unknown-stream',
    `There is no stream ${cut(String(streamId))}.`,
    'GET /api/meetings lists all of them.',
  );
}

function summary(meeting: MockMeeting): StartedMeeting {
  const { streamId, meetingUuid, serverUrls, state } = meeting;
  const { meetingId, worker, node } = meeting.view();
  return {
    streamId,
    meetingUuid,
    meetingId,
    serverUrls,
    state,
    ...(worker !== undefined && { worker }),
    ...(node !== undefined && { node }),
    webhook: webhookAnswer(meeting),
  };
}

/** The streams that were started together: the newest `count` of the meeting. */
function startedStreams(first: MockMeeting, count: number): StartedStream[] {
  const others = count === 1 ? [] : first.siblings.slice(1 - count);
  return [first, ...others].map((meeting) => ({
    streamId: meeting.streamId,
    clientId: meeting.view().clientId,
    state: meeting.state,
    webhook: webhookAnswer(meeting),
  }));
}

/** A stream with the outcome of its webhook, as the page shows it. */
export function meetingBody(meeting: MockMeeting): StreamWithWebhook {
  return { ...meeting.view(), webhook: webhookAnswer(meeting) };
}

/** The outcome of `rtms_started`, with a sentence about whatever is wrong with it. */
function webhookAnswer(meeting: MockMeeting): WebhookAnswer | null {
  const outcome = meeting.startWebhook;
  if (outcome === undefined) return null;
  if (outcome.status === 'failed' || (outcome.status === 'delivered' && !outcome.late)) return outcome;
  return { ...outcome, message: describeOutcome(outcome, 'rtms_started', meeting.view().webhookUrl ?? '') };
}

/** True if an action for "every running meeting" includes this one. */
function includes(action: MeetingAction, { state, meetingEnded }: MockMeeting): boolean {
  if (meetingEnded) return false;
  if (action === 'end') return true;
  return action === 'start' ? state === 'created' || state === 'terminated' : state !== 'terminated';
}

async function tryAction(
  meeting: MockMeeting,
  action: MeetingAction,
  reason: StopReason | undefined,
): Promise<ActionResult> {
  const { streamId } = meeting;
  // Another stream of the same meeting has just ended it for all.
  if (action === 'end' && meeting.meetingEnded) return { streamId, ok: true, state: meeting.state };
  try {
    await meeting.perform(action, reason);
    return { streamId, ok: true, state: meeting.state };
  } catch (error) {
    if (!(error instanceof ActionRefusedError)) throw error;
    return { streamId, ok: false, state: meeting.state, message: error.message };
  }
}
