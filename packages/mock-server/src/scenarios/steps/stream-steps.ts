/** Steps that control a stream, as its users and host do. */
import { StopReason, stopReasonName } from '@rtms-mock/protocol';
import { withDefault } from '../../input/object.js';
import { STOP_REASON } from './kinds.js';
import { defineStep } from './step.js';

/** Pauses the stream. */
export const pause = defineStep({
  name: 'pause',
  isFault: false,
  summary:
    'A user pauses the stream: session and stream become PAUSED, and media stops; the sockets and their keep-alive continue.',
  fields: {},
  explain: () => 'The stream is paused: media stops, the sockets stay open.',
});

/** Resumes a paused stream. */
export const resume = defineStep({
  name: 'resume',
  isFault: false,
  summary: 'A user resumes a paused stream: session and stream become RESUMED, and media continues.',
  fields: {},
  explain: () => 'The stream is resumed: media continues, and timestamps advance by the length of the pause.',
});

/** Stops the stream while the meeting continues. */
export const stop = defineStep({
  name: 'stop',
  isFault: false,
  summary:
    'The stream stops while the meeting continues: STOPPED and TERMINATED with the reason and rtms_stopped are sent, and the sockets close. `start` starts it again with the same ids.',
  fields: {
    reason: withDefault<StopReason>(
      STOP_REASON,
      StopReason.STOP_BC_USER_TRIGGERED,
      'Reason of the stop.',
      'STOP_BC_USER_TRIGGERED',
    ),
  },
  explain: ({ reason }) => `The stream stops with ${stopReasonName(reason) ?? reason}.`,
});

/** Starts a stopped stream again. */
export const start = defineStep({
  name: 'start',
  isFault: false,
  summary: 'A user starts a stopped stream again: rtms_started with the same ids.',
  fields: {},
  explain: () => 'The stream starts again with the same ids.',
});

/** Ends the meeting with all its streams. */
export const end = defineStep({
  name: 'end',
  isFault: false,
  summary:
    'The meeting ends with all its streams, including stopped ones: every participant leaves, STOPPED and TERMINATED with the reason and rtms_stopped are sent, and the sockets close with 1000. No stream can be started on the meeting afterwards.',
  fields: {
    reason: withDefault<StopReason>(
      STOP_REASON,
      StopReason.STOP_BC_MEETING_ENDED,
      'Reason of the end.',
      'STOP_BC_MEETING_ENDED',
    ),
  },
  explain: ({ reason }) => `The meeting ends with ${stopReasonName(reason) ?? reason}.`,
});
