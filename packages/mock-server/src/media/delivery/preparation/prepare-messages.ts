import { ChatLane } from '../lanes/chat-lane.js';
import { TranscriptLane } from '../lanes/transcript-lane.js';
import { textWriterFor, type MediaPathInput, type PreparedLane } from './lane-preparation.js';

/** Prepares the transcript of the source's utterances. */
export function prepareTranscript(input: MediaPathInput): PreparedLane | undefined {
  if (input.meeting.source.utterances.length === 0) return undefined;
  const encode = textWriterFor(input);
  return ({ readyMs }) => ({ lane: new TranscriptLane(input.meeting, encode, input.sink, readyMs) });
}

/** Prepares the chat. The string generation announced chat and did not send it: its clients decode all data as base64. */
export function prepareChat(input: MediaPathInput): PreparedLane | undefined {
  const { meeting, dialect, sink } = input;
  if (dialect === 'string' || (meeting.source.chats ?? []).length === 0) return undefined;
  const encode = textWriterFor(input);
  return ({ readyMs }) => ({ lane: new ChatLane({ meeting, encode, sink, fromMs: readyMs }) });
}
