import type { Meeting, Participant } from '../meetings/meeting.js';

/** Contact Center and phone name the party's channel in audio and transcripts, other products nothing (P§13.1). */
export function channelOf(meeting: Meeting, participant: Participant | undefined): { channel_id?: string } {
  if (meeting.product !== 'contact_center' && meeting.product !== 'phone') return {};
  return { channel_id: String((participant?.sourceIndex ?? 0) + 1) };
}
