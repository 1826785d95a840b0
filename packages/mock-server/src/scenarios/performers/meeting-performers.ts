import { ContactCenterEventType } from '@rtms-mock/protocol';
import { chatMessage } from '../../meetings/chat-message.js';
import { partyOf } from '../../meetings/contact-center-parties.js';
import type { Participant } from '../../meetings/participant.js';
import type { Step } from '../steps/index.js';
import { participantOf, StepRefusedError, type Performers, type StepTarget } from './target.js';

/** The participant that a step names. Throws {@link StepRefusedError} when this participant is not in the meeting. */
function presentOf(step: Step & { readonly participant: string | number }, target: StepTarget): Participant {
  const participant = participantOf(step, target);
  if (target.stream.meeting.presence.isPresent(participant)) return participant;
  throw new StepRefusedError(step, `${participant.name} is not in the meeting; perform join first`);
}

/** Steps that occur in any meeting: participants, cameras, shares, chat. */
export const MEETING_PERFORMERS: Performers<
  | 'join'
  | 'leave'
  | 'active-speaker'
  | 'video-on'
  | 'video-off'
  | 'mute'
  | 'unmute'
  | 'share-start'
  | 'share-stop'
  | 'chat'
  | 'contact-center-event'
> = {
  join: (step, target) => {
    const participant = participantOf(step, target);
    if (target.stream.meeting.join(participant, step)) return;
    throw new StepRefusedError(step, `${participant.name} is already in the meeting`);
  },
  leave: (step, target) => {
    target.stream.meeting.leave(presentOf(step, target));
  },
  'active-speaker': (step, target) => target.stream.meeting.speaker.name(presentOf(step, target)),
  'video-on': (step, target) => {
    const participant = presentOf(step, target);
    if (target.stream.meeting.cameras.turn(participant, true)) return;
    throw new StepRefusedError(step, `${participant.name} has no camera, or it is already on`);
  },
  'video-off': (step, target) => {
    const participant = presentOf(step, target);
    if (target.stream.meeting.cameras.turn(participant, false)) return;
    throw new StepRefusedError(step, `${participant.name} has no camera, or it is already off`);
  },
  mute: (step, target) => {
    const participant = presentOf(step, target);
    if (target.stream.meeting.mute(participant, true)) return;
    throw new StepRefusedError(step, `${participant.name} is already muted`);
  },
  unmute: (step, target) => {
    const participant = presentOf(step, target);
    if (target.stream.meeting.mute(participant, false)) return;
    throw new StepRefusedError(step, `${participant.name} is not muted`);
  },
  'share-start': (step, target) => {
    const participant = presentOf(step, target);
    if (target.stream.meeting.share.start(participant)) return;
    throw new StepRefusedError(step, `${participant.name} is already sharing a screen`);
  },
  'share-stop': (step, target) => {
    if (target.stream.meeting.share.stop()) return;
    throw new StepRefusedError(step, 'no participant is sharing a screen');
  },
  chat: (step, target) => {
    const sender = presentOf(step, target);
    const { meeting, mediaConnections } = target.stream;
    const messageId = meeting.nextMessageId();
    const message = chatMessage({ sender, text: step.text, timestamp: target.clock.unixMs(), messageId });
    for (const connection of mediaConnections) connection.sendText(message);
  },
  'contact-center-event': (step, target) => {
    const { meeting, app } = target.stream;
    if (meeting.product !== 'contact_center') {
      throw new StepRefusedError(
        step,
        `this is a ${meeting.product}; start a meeting with product contact_center`,
      );
    }
    target.stream.sendContactCenterEvent({
      event_type: ContactCenterEventType[step.event],
      event_ts: target.clock.unixMs(),
      participant_info: partyOf(participantOf(step, target), app.accountId, step),
    });
  },
};
