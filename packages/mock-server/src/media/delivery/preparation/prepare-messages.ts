import { createDialect } from '@rtms-mock/protocol';
import { ChatLane } from '../lanes/chat-lane.js';
import { TranscriptLane } from '../lanes/transcript-lane.js';
import type { MediaPathInput, PreparedLane } from './lane-preparation.js';

/** Prepares the transcript of the source's utterances. */
export function prepareTranscript(input: MediaPathInput): PreparedLane | undefined {
  if (input.meeting.source.utterances.length === 0) return undefined;
  const dialect = createDialect(input.dialect, { mediaShape: input.mediaShape });
  return ({ readyMs }) => ({
    lane: new TranscriptLane(input.meeting, (message) => dialect.encode(message), input.sink, readyMs),
  });
}

/** Prepares the chat. The string generation announced chat and did not send it: its clients decode all data as base64. */
export function prepareChat({
  meeting,
  dialect,
  mediaShape,
  sink,
}: MediaPathInput): PreparedLane | undefined {
  if (dialect === 'string' || (meeting.source.chats ?? []).length === 0) return undefined;
  const writer = createDialect(dialect, { mediaShape });
  return ({ readyMs }) => ({
    lane: new ChatLane({ meeting, encode: (message) => writer.encode(message), sink, fromMs: readyMs }),
  });
}
