/** What users and hosts do with a stream. */
import { StopReason, stopReasonName } from '@rtms-mock/protocol';
import { withDefault } from '../../input/object.js';
import { STOP_REASON } from './kinds.js';
import { defineStep } from './step.js';

export const pause = defineStep({
  name: 'pause',
  isFault: false,
  summary: 'A user pauses the stream: session and stream PAUSED, no media; sockets and keep-alive stay.',
  fields: {},
  explain: () => 'The stream is paused: media stops, sockets stay open.',
});

export const resume = defineStep({
  name: 'resume',
  isFault: false,
  summary: 'A user resumes a paused stream: session and stream RESUMED, and media goes on.',
  fields: {},
  explain: () => 'The stream is resumed: media goes on, timestamps jump by the pause.',
});

export const stop = defineStep({
  name: 'stop',
  isFault: false,
  summary:
    'Somebody stops the stream while the meeting goes on: STOPPED and TERMINATED with the reason, rtms_stopped, sockets close. `start` begins it again with the same ids.',
  fields: {
    reason: withDefault<StopReason>(
      STOP_REASON,
      StopReason.STOP_BC_USER_TRIGGERED,
      'Why.',
      'STOP_BC_USER_TRIGGERED',
    ),
  },
  explain: ({ reason }) => `The stream stops with ${stopReasonName(reason) ?? reason}.`,
});

export const start = defineStep({
  name: 'start',
  isFault: false,
  summary: 'A user starts a stopped stream again: rtms_started with the same ids.',
  fields: {},
  explain: () => 'The stream starts again, with the same ids.',
});

export const end = defineStep({
  name: 'end',
  isFault: false,
  summary:
    'The meeting ends, with every stream of it, stopped ones too: everybody leaves, STOPPED and TERMINATED with the reason, rtms_stopped, sockets close with 1000. Nothing is started on it afterwards.',
  fields: {
    reason: withDefault<StopReason>(
      STOP_REASON,
      StopReason.STOP_BC_MEETING_ENDED,
      'Why.',
      'STOP_BC_MEETING_ENDED',
    ),
  },
  explain: ({ reason }) => `The meeting ends with ${stopReasonName(reason) ?? reason}.`,
});
