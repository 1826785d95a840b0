/** What a program gives `startMeeting`, checked: programs in plain JavaScript have no types to lean on. */
import { Fields } from '../input/fields.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { PARTICIPANT_FIELDS, readMeetingFields, type MeetingFields } from './meeting-fields.js';

/** A meeting that is asked for. `media`: what it plays, or the path of a recording. */
export interface MeetingRequest extends MeetingFields {
  readonly media?: MediaSource | string;
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
  'meetingId',
  'meetingUuid',
  'clientId',
  'start',
] as const satisfies readonly (keyof MeetingRequest)[];

/** Throws `OptionError`, and `ScenarioError` for a scenario that cannot be used. */
export function readMeetingInput(input: unknown): MeetingRequest {
  const fields = new Fields(input, '', 'What startMeeting is given');
  fields.refuseUnknown(KNOWN_FIELDS);
  const asked = readMeetingFields(fields, (person) => person.refuseUnknown(PARTICIPANT_FIELDS));
  const media = mediaField(fields);
  const meetingId = fields.digits('meetingId');
  const meetingUuid = fields.digits('meetingUuid');
  return {
    ...asked,
    ...(media !== undefined && { media }),
    ...(meetingId !== undefined && { meetingId }),
    ...(meetingUuid !== undefined && { meetingUuid }),
  };
}

function mediaField(fields: Fields): MediaSource | string | undefined {
  return typeof fields.value('media') === 'string' ? fields.text('media') : mediaSourceField(fields);
}

/** Something that plays: what `openMedia` gives, or a source of the program's own. */
export function mediaSourceField(fields: Fields): MediaSource | undefined {
  const methods = ['audio', 'video', 'share', 'activeSpeakerAt'] as const;
  return fields.instance<MediaSource>('media', methods, 'a media source, as openMedia(path) gives');
}
