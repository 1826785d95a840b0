/** Options of `startMeeting`, checked: programs in plain JavaScript have no types to rely on. */
import { dataKind, instance, STRING, type Kind } from '../input/kinds.js';
import { optional, readObject, type Field } from '../input/object.js';
import { valueOf } from '../input/option-error.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { meetingFields, settleMeeting, type MeetingFields } from './meeting-fields.js';
import type { StartMeetingOptions } from './mock-meeting.js';
import type { Scenario } from '../scenarios/scenario.js';

/** A requested meeting. */
export interface MeetingRequest extends Omit<MeetingFields, 'scenario' | 'media'> {
  readonly scenario?: Scenario;
  /** The source that the meeting plays, or the path of a recording. */
  readonly media?: MediaSource | string;
}

/** A media source: what `openMedia` returns, or one that the program implements. */
export const MEDIA_SOURCE: Kind<MediaSource> = instance(
  ['audio', 'video', 'share', 'activeSpeakerAt'],
  'a media source, as openMedia(path) returns',
);

const MEDIA = dataKind<MediaSource | string>(MEDIA_SOURCE.accepts, (value) =>
  typeof value === 'string' ? STRING.read(value) : MEDIA_SOURCE.read(value),
);

const MEETING_OPTIONS = {
  ...meetingFields('refuse'),
  media: optional(MEDIA),
} satisfies { readonly [K in keyof StartMeetingOptions]-?: Field };

/**
 * Reads the options of `startMeeting`.
 *
 * @throws {OptionError} for the first option that is unknown or cannot have its value
 * @throws {ScenarioError} for a scenario that cannot be used
 */
export function readMeetingInput(input: unknown): MeetingRequest {
  const options = valueOf(readObject(MEETING_OPTIONS, input), "startMeeting's options");
  return settleMeeting(options);
}
