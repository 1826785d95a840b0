import { MessageType, transcriptLanguageOf, type MediaDataTranscript } from '@rtms-mock/protocol';
import type { MediaSender } from './meeting.js';

/** Words of a participant. */
export interface TranscriptInput {
  /** Fields that identify the speaker: see {@link Meeting.senderOf}. */
  readonly sender: MediaSender;
  readonly text: string;
  /** Time at which the words begin, in Unix milliseconds. */
  readonly startUnixMs: number;
  /** Time at which the words end, in Unix milliseconds. */
  readonly endUnixMs: number;
  /** BCP 47 tag or English name of the language. */
  readonly language: string;
}

/** Creates a message of the transcript. */
export function transcriptMessage(input: TranscriptInput): MediaDataTranscript {
  const { sender, text, startUnixMs, endUnixMs, language } = input;
  return {
    msg_type: MessageType.MEDIA_DATA_TRANSCRIPT,
    content: {
      ...sender,
      data: text,
      timestamp: startUnixMs,
      start_time: startUnixMs,
      end_time: endUnixMs,
      language: transcriptLanguageOf(language),
    },
  };
}
