/** What a new meeting is to be, as programs and requests give it: checked field by field. */
import { PRODUCTS, type DialectName } from '@rtms-mock/protocol';
import { invalidField, kindOf, Fields } from '../input/fields.js';
import { OptionError } from '../input/option-error.js';
import { chooseScenario, type ScenarioChoice } from '../scenarios/choose.js';
import type { Scenario } from '../scenarios/scenario.js';
import { parseWebhookUrl } from '../webhooks/webhook-url.js';
import type { StartMeetingOptions } from './mock-meeting.js';
import type { InvitedWithMedia } from '../meetings/participant.js';

/** The generations, in the order in which messages name them. */
export const PROTOCOLS = ['2025', '2026', 'string'] as const satisfies readonly DialectName[];

const MOST_PARTICIPANTS = 100;
const LONGEST_NAME = 200;
/** What is known of a participant. */
export const PARTICIPANT_FIELDS = ['name', 'present', 'media'];

/** What programs and requests may both say. */
export interface MeetingFields extends Omit<StartMeetingOptions, 'media' | 'participants' | 'scenario'> {
  readonly scenario?: Scenario;
  readonly participants?: readonly InvitedWithMedia[];
}

/** `tellUnknown` is handed the fields of each participant, to say what is not known there. Throws {@link OptionError}. */
export function readMeetingFields(fields: Fields, tellUnknown: (person: Fields) => void): MeetingFields {
  const scenario = scenarioField(fields);
  const meeting = fields.text('meeting');
  const webhookUrl = webhookUrlField(fields, 'webhookUrl');
  const product = fields.choice('product', PRODUCTS);
  const protocol = fields.choice('protocol', PROTOCOLS);
  const participants = participantsField(fields, tellUnknown);
  const hasOwnMedia = participants?.some(({ media }) => media !== undefined) ?? false;
  if (hasOwnMedia && fields.value('media') !== undefined) {
    throw invalidField('media', 'cannot stand beside recordings of participants; keep one of them');
  }
  const topic = fields.text('topic');
  const clientId = fields.text('clientId');
  const start = fields.flag('start');
  return {
    ...(webhookUrl !== undefined && { webhookUrl }),
    ...(scenario !== undefined && { scenario }),
    ...(meeting !== undefined && { meeting }),
    ...(product !== undefined && { product }),
    ...(protocol !== undefined && { protocol }),
    ...(participants !== undefined && { participants }),
    ...(topic !== undefined && { topic }),
    ...(clientId !== undefined && { clientId }),
    ...(start !== undefined && { start }),
  };
}

/** A URL that webhooks can be posted to. */
export function webhookUrlField(fields: Fields, name: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined) return undefined;
  const parsed = parseWebhookUrl(text);
  if (!parsed.ok) throw new OptionError('invalid-option', name, `${name}: ${parsed.message}`);
  return text.trim();
}

/** A built-in scenario by name, or a scenario as an object, as a file contains it. Throws `ScenarioError` too. */
export function scenarioField(fields: Fields): Scenario | undefined {
  const value = fields.value('scenario');
  if (value === undefined) return undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (typeof value !== 'string' && !isObject) {
    throw invalidField(
      'scenario',
      `must be the name of a scenario, or one as an object, found ${kindOf(value)}`,
    );
  }
  return chooseScenario(value as ScenarioChoice);
}

/** A name alone may stand in place of an object. */
function participantsField(
  fields: Fields,
  tellUnknown: (person: Fields) => void,
): readonly InvitedWithMedia[] | undefined {
  const list = fields.list('participants', MOST_PARTICIPANTS);
  return list?.map((entry, index) => {
    const where = `participants[${index}]`;
    if (typeof entry === 'string') return { name: nameField(entry, where) };
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      throw invalidField(where, `must be an object such as {"name": "Ada"}, found ${kindOf(entry)}`);
    }
    const person = new Fields(entry, where);
    const present = person.flag('present');
    const media = person.value('media');
    if (media !== undefined && (typeof media !== 'string' || media.trim() === '')) {
      throw invalidField(`${where}.media`, `must be the path of a recording, found ${kindOf(media)}`);
    }
    tellUnknown(person);
    return {
      name: nameField(person.value('name'), `${where}.name`),
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
