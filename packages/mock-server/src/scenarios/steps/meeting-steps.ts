/** What people do in any meeting. */
import { ContactCenterEventType } from '@rtms-mock/protocol';
import { optional, required, withDefault } from '../../input/object.js';
import { choice, integer, STRING } from '../../input/kinds.js';
import { PARTICIPANT } from './kinds.js';
import { defineStep } from './step.js';

function who(participant: string | number): string {
  return typeof participant === 'string' ? participant : `Participant ${participant}`;
}

export const join = defineStep({
  name: 'join',
  isFault: false,
  summary:
    'Somebody comes into the meeting. From now on they speak and show; PARTICIPANT_JOIN goes to those who subscribed.',
  fields: { participant: required(PARTICIPANT, 'Who joins.') },
  explain: ({ participant }) => `${who(participant)} joins the meeting.`,
});

export const leave = defineStep({
  name: 'leave',
  isFault: false,
  summary:
    'Somebody leaves the meeting. They neither speak nor show any more; PARTICIPANT_LEAVE goes to those who subscribed.',
  fields: { participant: required(PARTICIPANT, 'Who leaves.') },
  explain: ({ participant }) => `${who(participant)} leaves the meeting.`,
});

export const activeSpeaker = defineStep({
  name: 'active-speaker',
  isFault: false,
  summary:
    'Makes somebody the active speaker until the next person begins to speak: ACTIVE_SPEAKER_CHANGE, and video of the active speaker follows.',
  fields: { participant: required(PARTICIPANT, 'Who counts as speaking.') },
  explain: ({ participant }) => `${who(participant)} becomes the active speaker.`,
});

export const shareStart = defineStep({
  name: 'share-start',
  isFault: false,
  summary:
    'Somebody shares a screen: SHARING_STOP when somebody else did, SHARING_START, and share frames under their name. From then on the shares of the media itself are not shown.',
  fields: { participant: required(PARTICIPANT, 'Who shares.') },
  explain: ({ participant }) => `${who(participant)} shares a screen.`,
});

export const shareStop = defineStep({
  name: 'share-stop',
  isFault: false,
  summary: 'The screen share ends: SHARING_STOP, and no more share frames.',
  fields: {},
  explain: () => 'The screen share ends.',
});

export const videoOn = defineStep({
  name: 'video-on',
  isFault: false,
  summary: 'Somebody turns the camera on: PARTICIPANT_VIDEO_ON, and their video can be seen.',
  fields: { participant: required(PARTICIPANT, 'Whose camera.') },
  explain: ({ participant }) => `${who(participant)} turns the camera on.`,
});

export const videoOff = defineStep({
  name: 'video-off',
  isFault: false,
  summary: 'Somebody turns the camera off: PARTICIPANT_VIDEO_OFF, and no more of their video.',
  fields: { participant: required(PARTICIPANT, 'Whose camera.') },
  explain: ({ participant }) => `${who(participant)} turns the camera off.`,
});

export const chat = defineStep({
  name: 'chat',
  isFault: false,
  summary: 'Somebody writes in the chat: MEDIA_DATA_CHAT on the media sockets that carry chat.',
  fields: {
    participant: required(PARTICIPANT, 'Who writes.'),
    text: required(STRING, 'What they write.'),
  },
  explain: ({ participant, text }) => `${who(participant)} writes in the chat: "${text}"`,
});

const CONTACT_CENTER_EVENTS = Object.keys(ContactCenterEventType).filter(
  (name): name is Exclude<keyof typeof ContactCenterEventType, 'UNDEFINED'> => name !== 'UNDEFINED',
);

export const contactCenterEvent = defineStep({
  name: 'contact-center-event',
  isFault: false,
  summary:
    'Something happens to a Contact Center call (product contact_center): the event goes to those who subscribed, with event_ts, participant_info and its misspelt copy paticipant_info.',
  fields: {
    event: required(choice(CONTACT_CENTER_EVENTS), 'What happens.'),
    participant: withDefault(PARTICIPANT, 1, 'The party it is about.'),
    mode: withDefault(choice(['caller', 'agent']), 'caller', 'What that party is.'),
    channel: optional(integer(1, 100), 'Their channel in audio and transcript.', "the participant's place"),
  },
  explain: ({ event, participant }) => `${who(participant)}: ${event} in the Contact Center.`,
});
