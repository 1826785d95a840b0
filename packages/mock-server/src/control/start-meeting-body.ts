import { isObject, STRING } from '../input/kinds.js';
import { optional } from '../input/object.js';
import { cut } from '../input/cut.js';
import { firstOf } from '../input/reading.js';
import { invalidField } from '../input/option-error.js';
import { mediaChoiceOf, type MediaChoice } from '../media/sources/open-media.js';
import type { StartMeetingOptions } from '../server/mock-meeting.js';
import { meetingFields, PARTICIPANT_FIELDS, settleMeeting } from '../server/meeting-fields.js';
import { ScenarioError } from '../scenarios/choose.js';
import { ApiError } from './api-error.js';
import { ignoredKeys, readBody } from './body.js';
import type { ControlContext } from './control-context.js';

/** The content of a body of `POST /api/meetings`. */
export interface StartMeetingRequest {
  readonly input: StartMeetingOptions;
  /** One sentence for each field that was ignored. */
  readonly warnings: readonly string[];
}

/** Max. number of characters of the reason why a recording cannot be opened. */
const MAX_MEDIA_MESSAGE = 500;

const BODY = { ...meetingFields('ignore'), media: optional(STRING) };

/** Fields that the running meeting decides if the new stream joins one. */
const DECIDED_BY_MEETING = [
  'product',
  'participants',
  'media',
  'replay',
  'topic',
  'meetingId',
  'meetingUuid',
  'sessionKey',
  'labels',
] as const;

/**
 * Reads a body and opens the recording that it names.
 *
 * @throws {ApiError} for a scenario or a recording that cannot be used
 * @throws {OptionError} for the first field that is wrong
 */
export async function readStartMeetingBody(
  body: unknown,
  context: ControlContext,
): Promise<StartMeetingRequest> {
  const { media: path, ...fields } = readFields(body);
  for (const clientId of [fields.clientId, ...namedIds(fields.clientIds)]) checkClientId(clientId, context);
  const joins = fields.meeting !== undefined;
  const choice = joins ? undefined : mediaChoiceOf(fields.participants ?? [], path);
  const media = await openMedia(choice, context);
  // The opened media includes the recordings of the participants.
  const participants = fields.participants?.map(({ name, present }) => ({
    name,
    ...(present !== undefined && { present }),
  }));
  return {
    input: {
      ...fields,
      ...(participants && { participants }),
      ...(media !== undefined && { media }),
    },
    warnings: [...firstOf(unknownFields(body)), ...(joins ? decidedFields(body) : [])],
  };
}

function readFields(body: unknown) {
  try {
    return settleMeeting(readBody(BODY, body));
  } catch (error) {
    throw error instanceof ScenarioError ? scenarioProblem(error) : error;
  }
}

function unknownFields(body: unknown): string[] {
  const participants = isObject(body) && Array.isArray(body['participants']) ? body['participants'] : [];
  return [
    ...participants.flatMap((participant, index) =>
      ignoredKeys(participant, Object.keys(PARTICIPANT_FIELDS), ['participants', index]),
    ),
    ...ignoredKeys(body, Object.keys(BODY)),
  ];
}

function decidedFields(body: unknown): string[] {
  return DECIDED_BY_MEETING.filter((name) => isObject(body) && (body[name] ?? undefined) !== undefined).map(
    (name) => `"${name}" was ignored: the running meeting that "meeting" names decides it.`,
  );
}

/** The response to a scenario that cannot be used, with a place to look up valid ones. */
export function scenarioProblem({ code, message }: ScenarioError): ApiError {
  const hint =
    code === 'unknown-scenario'
      ? 'GET /api/scenarios lists the built-in scenarios.'
      : 'GET /api/steps lists every step with its fields; docs/scenarios.md describes the whole.';
  return new ApiError(400, code, message, hint);
}

function namedIds(clientIds: readonly string[] | 'all' | undefined): readonly string[] {
  return clientIds === undefined || clientIds === 'all' ? [] : clientIds;
}

/**
 * Checks that the credentials have the app.
 *
 * @throws {OptionError} if they have not
 */
export function checkClientId(clientId: string | undefined, context: ControlContext): void {
  const known = context.server.credentials.apps.map((app) => app.clientId);
  if (clientId === undefined || known.includes(clientId)) return;
  throw invalidField(
    'clientId',
    `"${cut(clientId, 80)}" is not in the credentials`,
    `Known: ${known.join(', ')}.`,
  );
}

async function openMedia(
  choice: MediaChoice | undefined,
  context: ControlContext,
): Promise<StartMeetingOptions['media']> {
  if (choice === undefined) return undefined;
  if (context.openMedia === undefined) {
    throw new ApiError(
      400,
      'media-unavailable',
      'This server opens no files for requests.',
      'Leave media out, or start the server with rtms-mock.',
    );
  }
  try {
    return await context.openMedia(choice);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Messages about files begin with the path, which may be as long as a body.
    throw new ApiError(400, 'media-unavailable', cut(message, MAX_MEDIA_MESSAGE));
  }
}
