/** Fields of a new meeting that both programs and requests give. */
import { PRODUCTS } from '@rtms-mock/protocol';
import {
  array,
  BOOLEAN,
  choice,
  dataKind,
  DIGITS,
  OBJECT,
  STRING,
  stringKind,
  type Kind,
} from '../input/kinds.js';
import { optional, readObject, required, type ObjectRules, type Values } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import { bad, good, mustBe, shown } from '../input/reading.js';
import type { InvitedWithMedia } from '../meetings/participant.js';
import { MAX_PARTICIPANTS } from '../scenarios/several-participants.js';
import { chooseScenario, SCENARIO_CHOICE } from '../scenarios/choose.js';
import type { Scenario } from '../scenarios/scenario.js';
import { PROTOCOLS } from '../policies.js';
import { LABELS } from '../settings/labels-kind.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';

const MAX_NAME_LENGTH = 200;

/** Name of a participant. */
export const PARTICIPANT_NAME: Kind<string> = stringKind('a string', (text) => {
  if (text.length <= MAX_NAME_LENGTH) return STRING.parse(text);
  return bad(`may have at most ${MAX_NAME_LENGTH} characters, found ${text.length}`);
});

/** Fields of a participant. */
export const PARTICIPANT_FIELDS = {
  name: required(PARTICIPANT_NAME),
  present: optional(BOOLEAN),
  media: optional(STRING),
  share: optional(STRING),
};

/** A participant as an object, or as a name alone. */
function participantKind(rules: ObjectRules): Kind<InvitedWithMedia> {
  const accepts = 'an object such as {"name": "Ada"}';
  return dataKind<InvitedWithMedia>(accepts, (value) => {
    if (typeof value !== 'string') return readObject(PARTICIPANT_FIELDS, value, { ...rules, accepts });
    const name = PARTICIPANT_NAME.read(value);
    return name.ok ? good({ name: name.value }) : name;
  });
}

const MAX_APPS = 100;
const CLIENT_IDS_FORM = 'an array of client ids, or "all"';
const SOME_CLIENT_IDS = array(STRING, MAX_APPS);

/** Apps of the credentials, each once; `all` stands for every one of them. */
const CLIENT_IDS: Kind<readonly string[] | 'all'> = dataKind<readonly string[] | 'all'>(
  CLIENT_IDS_FORM,
  (value) => {
    if (value === 'all') return good(value);
    if (!Array.isArray(value) || value.length === 0) return mustBe(CLIENT_IDS_FORM, value);
    const ids = SOME_CLIENT_IDS.read(value);
    if (!ids.ok) return ids;
    const repeated = ids.value.find((id, index) => ids.value.indexOf(id) !== index);
    return repeated === undefined ? ids : bad(`names ${shown(repeated)} twice`);
  },
);

const MEETING_NUMBER_FORM = 'a string of 1 to 20 digits';

/** Numeric id of a meeting. A number is taken for its digits. */
const MEETING_NUMBER: Kind<string> = dataKind(MEETING_NUMBER_FORM, (value) => {
  const digits = DIGITS.read(value);
  if (!digits.ok) return digits;
  return /^\d{1,20}$/.test(digits.value) ? digits : mustBe(MEETING_NUMBER_FORM, value);
});

/** The fields. `unknown`: treatment of unknown fields of participants. */
export function meetingFields(unknown: ObjectRules['unknown'] & string) {
  return {
    webhookUrl: optional(WEBHOOK_URL),
    scenario: optional(SCENARIO_CHOICE),
    meeting: optional(STRING),
    product: optional(choice(PRODUCTS)),
    protocol: optional(choice(PROTOCOLS)),
    participants: optional(array(participantKind({ unknown }), MAX_PARTICIPANTS)),
    replay: optional(STRING),
    topic: optional(STRING),
    clientId: optional(STRING),
    clientIds: optional(CLIENT_IDS),
    operatorId: optional(STRING),
    isOriginalHost: optional(BOOLEAN),
    meetingId: optional(MEETING_NUMBER),
    meetingUuid: optional(DIGITS),
    sessionKey: optional(STRING),
    meetingWebhooks: optional(BOOLEAN),
    webhookFields: optional(OBJECT),
    labels: optional(LABELS),
    start: optional(BOOLEAN),
  };
}

/** Fields of a meeting that have been read one by one. */
export type MeetingFields = Values<ReturnType<typeof meetingFields>> & { readonly media?: unknown };

/**
 * Checks fields against each other and finds the scenario.
 *
 * @throws {OptionError} for recordings of participants beside one of the meeting, and for one app beside several
 * @throws {ScenarioError} for a scenario that cannot be used
 */
export function settleMeeting<F extends MeetingFields>({
  scenario,
  ...fields
}: F): Omit<F, 'scenario'> & { readonly scenario?: Scenario } {
  const hasOwnMedia =
    fields.participants?.some(({ media, share }) => media !== undefined || share !== undefined) ?? false;
  if (hasOwnMedia && fields.media !== undefined) {
    throw invalidField('media', 'cannot be combined with recordings of participants; keep one of them');
  }
  if (fields.clientId !== undefined && fields.clientIds !== undefined) {
    throw invalidField('clientIds', 'cannot be combined with clientId; keep one of them');
  }
  return { ...fields, ...(scenario !== undefined && { scenario: chooseScenario(scenario) }) };
}
