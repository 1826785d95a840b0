import { Fields, invalidField } from '../input/fields.js';
import { mediaChoiceOf, type MediaChoice } from '../media/sources/open-media.js';
import type { StartMeetingOptions } from '../server/mock-meeting.js';
import { PARTICIPANT_FIELDS, readMeetingFields, type MeetingFields } from '../server/meeting-fields.js';
import { ScenarioError } from '../scenarios/choose.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';

/** The content of a body of `POST /api/meetings`. */
export interface StartMeetingRequest {
  readonly input: StartMeetingOptions;
  /** One sentence for each field that was ignored. */
  readonly warnings: readonly string[];
}

const KNOWN_FIELDS = [
  'webhookUrl',
  'scenario',
  'meeting',
  'product',
  'protocol',
  'participants',
  'media',
  'topic',
  'clientId',
  'start',
] as const;

/** Fields that the running meeting decides if the new stream joins one. */
const DECIDED_BY_MEETING = ['product', 'participants', 'media', 'topic'] as const;

/**
 * Checks a body field by field and opens the recording that it names.
 *
 * @throws ApiError or OptionError for a field that cannot be used
 */
export async function readStartMeetingBody(
  body: unknown,
  context: ControlContext,
): Promise<StartMeetingRequest> {
  const fields = new Fields(body);
  const warnings: string[] = [];
  const requested = readFields(fields, (person) =>
    warnings.push(...person.unknownFields(PARTICIPANT_FIELDS)),
  );
  checkClientId(requested.clientId, context);
  const path = fields.text('media');
  warnings.push(...fields.unknownFields(KNOWN_FIELDS));
  const joins = requested.meeting !== undefined;
  if (joins) warnings.push(...ignoredFields(fields));
  const media = joins
    ? undefined
    : await openMedia(mediaChoiceOf(requested.participants ?? [], path), context);
  // The opened media includes the recordings of the participants.
  const participants = requested.participants?.map(({ name, present }) => ({
    name,
    ...(present !== undefined && { present }),
  }));
  return {
    input: {
      ...requested,
      ...(participants && { participants }),
      ...(media !== undefined && { media }),
    },
    warnings,
  };
}

function ignoredFields(fields: Fields): string[] {
  return DECIDED_BY_MEETING.filter((name) => fields.value(name) !== undefined).map(
    (name) => `"${name}" was ignored: the running meeting that "meeting" names decides it.`,
  );
}

function readFields(fields: Fields, onPerson: (person: Fields) => void): MeetingFields {
  try {
    return readMeetingFields(fields, onPerson);
  } catch (error) {
    throw error instanceof ScenarioError ? scenarioProblem(error) : error;
  }
}

/** The response to a scenario that cannot be used, with a place to look up valid ones. */
export function scenarioProblem({ code, message }: ScenarioError): ApiError {
  const hint =
    code === 'unknown-scenario'
      ? 'GET /api/scenarios lists the built-in scenarios.'
      : 'GET /api/steps lists every step with its fields; docs/scenarios.md describes the whole.';
  return new ApiError(400, code, message, hint);
}

function checkClientId(clientId: string | undefined, context: ControlContext): void {
  const known = context.server.credentials.apps.map((app) => app.clientId);
  if (clientId === undefined || known.includes(clientId)) return;
  throw invalidField(
    'clientId',
    `"${clientId.slice(0, 80)}" is not in the credentials`,
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
    throw new ApiError(400, 'media-unavailable', message);
  }
}
