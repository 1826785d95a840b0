/** Steps that occur in any meeting: participants, cameras, shares, chat. */
import { ContactCenterEventType } from '@rtms-mock/protocol';
import { optional, required, withDefault } from '../../input/object.js';
import { BOOLEAN, choice, integer, STRING } from '../../input/kinds.js';
import { PARTICIPANT } from './kinds.js';
import { defineStep } from './step.js';

function nameOf(participant: string | number): string {
  return typeof participant === 'string' ? participant : `Participant ${participant}`;
}

/** A participant joins. */
export const join = defineStep({
  name: 'join',
  isFault: false,
  summary:
    'A participant joins the meeting. From then on the media contains their audio, video and shares; apps that subscribed receive PARTICIPANT_JOIN.',
  fields: {
    participant: required(PARTICIPANT, 'The participant who joins.'),
    newUserId: optional(
      BOOLEAN,
      'Gives the participant another user_id than before, as people can have who rejoin.',
      'false',
    ),
  },
  explain: ({ participant, newUserId }) =>
    `${nameOf(participant)} joins the meeting${newUserId === true ? ', with a new user id' : ''}.`,
});

/** A participant leaves. */
export const leave = defineStep({
  name: 'leave',
  isFault: false,
  summary:
    'A participant leaves the meeting. From then on the media contains nothing of them; apps that subscribed receive PARTICIPANT_LEAVE.',
  fields: { participant: required(PARTICIPANT, 'The participant who leaves.') },
  explain: ({ participant }) => `${nameOf(participant)} leaves the meeting.`,
});

/** Makes a participant the active speaker. */
export const activeSpeaker = defineStep({
  name: 'active-speaker',
  isFault: false,
  summary:
    'Makes a participant the active speaker until the next participant begins to speak: ACTIVE_SPEAKER_CHANGE, and the video of the active speaker changes.',
  fields: { participant: required(PARTICIPANT, 'The new active speaker.') },
  explain: ({ participant }) => `${nameOf(participant)} becomes the active speaker.`,
});

/** A participant starts to share a screen. */
export const shareStart = defineStep({
  name: 'share-start',
  isFault: false,
  summary:
    'A participant shares a screen: SHARING_STOP if another participant was sharing, then SHARING_START, then share frames with their name. From then on the shares of the media itself are not played.',
  fields: { participant: required(PARTICIPANT, 'The participant who shares.') },
  explain: ({ participant }) => `${nameOf(participant)} shares a screen.`,
});

/** Ends the screen share. */
export const shareStop = defineStep({
  name: 'share-stop',
  isFault: false,
  summary: 'The screen share ends: SHARING_STOP, and no more share frames.',
  fields: {},
  explain: () => 'The screen share ends.',
});

/** A participant turns the camera on. */
export const videoOn = defineStep({
  name: 'video-on',
  isFault: false,
  summary: 'A participant turns the camera on: PARTICIPANT_VIDEO_ON, and the media contains their video.',
  fields: { participant: required(PARTICIPANT, 'The participant with the camera.') },
  explain: ({ participant }) => `${nameOf(participant)} turns the camera on.`,
});

/** A participant turns the camera off. */
export const videoOff = defineStep({
  name: 'video-off',
  isFault: false,
  summary:
    'A participant turns the camera off: PARTICIPANT_VIDEO_OFF, and the media contains no video of them.',
  fields: { participant: required(PARTICIPANT, 'The participant with the camera.') },
  explain: ({ participant }) => `${nameOf(participant)} turns the camera off.`,
});

/** A participant turns the microphone off. */
export const mute = defineStep({
  name: 'mute',
  isFault: false,
  summary:
    'A participant turns the microphone off: the media contains no audio and no transcript of them. Apps receive no event.',
  fields: { participant: required(PARTICIPANT, 'The participant with the microphone.') },
  explain: ({ participant }) => `${nameOf(participant)} is muted.`,
});

/** A participant turns the microphone on. */
export const unmute = defineStep({
  name: 'unmute',
  isFault: false,
  summary: 'A participant turns the microphone on again.',
  fields: { participant: required(PARTICIPANT, 'The participant with the microphone.') },
  explain: ({ participant }) => `${nameOf(participant)} is no longer muted.`,
});

/** A participant writes a chat message. */
export const chat = defineStep({
  name: 'chat',
  isFault: false,
  summary:
    'A participant writes a chat message to everyone: MEDIA_DATA_CHAT on the media sockets that carry chat.',
  fields: {
    participant: required(PARTICIPANT, 'The sender.'),
    text: required(STRING, 'Content of the message.'),
  },
  explain: ({ participant, text }) => `${nameOf(participant)} writes in the chat: "${text}"`,
});

const CONTACT_CENTER_EVENTS = Object.keys(ContactCenterEventType).filter(
  (name): name is Exclude<keyof typeof ContactCenterEventType, 'UNDEFINED'> => name !== 'UNDEFINED',
);

/** Sends an event of a Contact Center call. */
export const contactCenterEvent = defineStep({
  name: 'contact-center-event',
  isFault: false,
  summary:
    'An event of a Contact Center call (product contact_center): apps that subscribed receive it with event_ts, participant_info and its misspelt copy paticipant_info.',
  fields: {
    event: required(choice(CONTACT_CENTER_EVENTS), 'The event.'),
    participant: withDefault(PARTICIPANT, 1, 'The party of the call that the event concerns.'),
    mode: withDefault(choice(['caller', 'agent']), 'caller', 'Role of that party.'),
    channel: optional(
      integer(1, 100),
      'Channel of that party in audio and transcript.',
      "the participant's position",
    ),
  },
  explain: ({ event, participant }) => `${nameOf(participant)}: ${event} in the Contact Center.`,
});
