/** Events about the parties of a Contact Center engagement, whose media carry only a channel (PROTOCOL.md §10.2). */
import {
  ContactCenterEventType,
  EventType,
  type ContactCenterEvent,
  type ContactCenterParticipant,
  type ParticipantsEvent,
} from '@rtms-mock/protocol';
import type { Participant } from './participant.js';

/** The first participant is the consumer; all others are users of the Contact Center. */
function isConsumer({ sourceIndex }: Participant): boolean {
  return sourceIndex === 0;
}

/** Role of a party by default. */
export function partyMode(participant: Participant): 'caller' | 'agent' {
  return isConsumer(participant) ? 'caller' : 'agent';
}

/** Returns the description of a party. `channel`, `mode`: by default those of the participant. */
export function partyOf(
  participant: Participant,
  accountId: string,
  { channel, mode }: { readonly channel?: string | number; readonly mode?: string } = {},
): ContactCenterParticipant {
  return {
    channel_id: String(channel ?? participant.sourceIndex + 1),
    participant_mode: mode ?? partyMode(participant),
    account_id: accountId,
    user_id: String(participant.userId),
    display_name: participant.name,
  };
}

/** The event with which a party that joins or leaves is announced. */
function partyEventType(
  change: ParticipantsEvent['event_type'],
  participant: Participant,
): ContactCenterEvent['event_type'] | undefined {
  if (change === EventType.PARTICIPANT_JOIN) {
    return isConsumer(participant)
      ? ContactCenterEventType.CONSUMER_ANSWERED
      : ContactCenterEventType.USER_ANSWERED;
  }
  if (change !== EventType.PARTICIPANT_LEAVE) return undefined;
  return isConsumer(participant) ? ContactCenterEventType.CONSUMER_END : ContactCenterEventType.USER_END;
}

/** Returns the events that tell of the same change as an event about participants, one for each of them. */
export function partyEvents(
  change: ParticipantsEvent,
  findParticipant: (userId: number | string) => Participant | undefined,
  accountId: string,
): ContactCenterEvent[] {
  return change.participants.flatMap(({ user_id }) => {
    const participant = findParticipant(user_id);
    const event_type = participant && partyEventType(change.event_type, participant);
    if (!participant || event_type === undefined) return [];
    return [{ event_type, event_ts: change.timestamp, participant_info: partyOf(participant, accountId) }];
  });
}
