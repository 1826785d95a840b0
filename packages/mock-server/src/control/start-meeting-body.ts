import { PRODUCTS } from '@rtms-mock/protocol';
import { mediaChoiceOf, type MediaChoice } from '../media/open-media.js';
import type { StartMeetingInput } from '../meetings/meeting-control.js';
import type { InvitedWithMedia } from '../meetings/meeting.js';
import { chooseScenario, ScenarioError, type ScenarioChoice } from '../scenarios/choose.js';
import { parseWebhookUrl } from '../webhooks/webhook-url.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { Fields, invalidField, kindOf } from './fields.js';

/** What a body of `POST /api/meetings` asks for. */
export interface StartMeetingRequest {
  readonly input: StartMeetingInput;
  /** Fields that were ignored. */
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

const MOST_PARTICIPANTS = 100;
const LONGEST_NAME = 200;

/** Checks a body field by field and opens the recording it names. Throws {@link ApiError}. */
export async function readStartMeetingBody(
  body: unknown,
  context: ControlContext,
): Promise<StartMeetingRequest> {
  const fields = new Fields(body);
  const scenario = scenarioField(fields);
  const meeting = fields.text('meeting');
  const webhookUrl = webhookUrlField(fields, 'webhookUrl');
  const product = fields.choice('product', PRODUCTS);
  const protocol = fields.choice('protocol', ['2025', '2026', 'string'] as const);
  const participants = participantsField(fields);
  const hasOwnMedia = participants?.some(({ media }) => media !== undefined) ?? false;
  if (hasOwnMedia && fields.value('media') !== undefined) {
    throw invalidField('media', 'cannot stand beside recordings of participants; keep one of them');
  }
  const topic = fields.text('topic');
  const clientId = clientIdField(fields, context);
  const start = fields.flag('start');
  const media = await openMedia(mediaChoiceOf(participants ?? [], fields.text('media')), context);
  return {
    input: {
      ...(webhookUrl !== undefined && { webhookUrl }),
      ...(scenario !== undefined && { scenario }),
      ...(meeting !== undefined && { meeting }),
      ...(product !== undefined && { product }),
      ...(protocol !== undefined && { protocol }),
      ...(participants !== undefined && { participants }),
      ...(topic !== undefined && { topic }),
      ...(clientId !== undefined && { clientId }),
      ...(start !== undefined && { start }),
      ...(media !== undefined && { media }),
    },
    warnings: fields.unknownFields(KNOWN_FIELDS),
  };
}

/** A URL that webhooks can be posted to. */
export function webhookUrlField(fields: Fields, name: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined) return undefined;
  const parsed = parseWebhookUrl(text);
  if (!parsed.ok) throw new ApiError(400, 'invalid-field', `${name}: ${parsed.message}`);
  return text.trim();
}

/** A ready scenario by name, or one as an object, as a file would hold it. */
function scenarioField(fields: Fields): ScenarioChoice | undefined {
  const value = fields.value('scenario');
  if (value === undefined) return undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (typeof value !== 'string' && !isObject) {
    throw invalidField(
      'scenario',
      `must be the name of a scenario, or one as an object, found ${kindOf(value)}`,
    );
  }
  const choice = value as ScenarioChoice;
  try {
    chooseScenario(choice);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ApiError(400, error.code, error.message, 'GET /api/scenarios lists the ready ones.');
  }
  return choice;
}

/** A name alone may stand in place of an object. */
function participantsField(fields: Fields): readonly InvitedWithMedia[] | undefined {
  const list = fields.list('participants', MOST_PARTICIPANTS);
  return list?.map((entry, index) => {
    const where = `participants[${index}]`;
    if (typeof entry === 'string') return { name: nameField(entry, where) };
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      throw invalidField(where, `must be an object such as {"name": "Ada"}, found ${kindOf(entry)}`);
    }
    const { name, present, media } = entry as { name?: unknown; present?: unknown; media?: unknown };
    if (present !== undefined && typeof present !== 'boolean') {
      throw invalidField(`${where}.present`, `must be true or false, found ${kindOf(present)}`);
    }
    if (media !== undefined && (typeof media !== 'string' || media.trim() === '')) {
      throw invalidField(`${where}.media`, `must be the path of a recording, found ${kindOf(media)}`);
    }
    return {
      name: nameField(name, `${where}.name`),
      ...(present !== undefined && { present }),
      ...(media !== undefined && { media }),
    };
  });
}

function nameField(name: unknown, where: string): string {
  if (typeof name !== 'string' || name.trim() === '') {
    throw invalidField(where, 'must be a text that is not empty');
  }
  if (name.length > LONGEST_NAME) throw invalidField(where, `may have ${LONGEST_NAME} characters at most`);
  return name;
}

function clientIdField(fields: Fields, context: ControlContext): string | undefined {
  const clientId = fields.text('clientId');
  const known = context.server.credentials.apps.map((app) => app.clientId);
  if (clientId === undefined || known.includes(clientId)) return clientId;
  throw invalidField(
    'clientId',
    `"${clientId.slice(0, 80)}" is not in the credentials`,
    `Known: ${known.join(', ')}.`,
  );
}

async function openMedia(
  choice: MediaChoice | undefined,
  context: ControlContext,
): Promise<StartMeetingInput['media']> {
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
