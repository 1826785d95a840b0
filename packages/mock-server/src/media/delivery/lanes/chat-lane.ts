import type { Meeting } from '../../../meetings/meeting.js';
import { chatMessage } from '../../../meetings/chat-message.js';
import type { MediaLane } from './media-lane.js';
import type { ChatLine } from '../../sources/media-source.js';
import { LoopingLane } from '../../looping-lane.js';
import { maxBurstMs } from './late-frames.js';
import type { TextWriter } from './chunk-writer.js';
import type { MediaSink } from './media-sink.js';

/** Input of a {@link ChatLane}. */
export interface ChatLaneInput {
  readonly meeting: Meeting;
  /** Encodes a message for the client. */
  readonly encode: TextWriter;
  readonly sink: MediaSink;
  /** Clock time in milliseconds. The first message is the first that is due at this time or later. */
  readonly fromMs: number;
}

/** Sends the chat messages of the source at their times, in every repetition of the source. */
export class ChatLane extends LoopingLane<ChatLine, Meeting> implements MediaLane {
  readonly kind = 'chat';
  readonly #input: ChatLaneInput;
  readonly #burstMs: number;

  constructor(input: ChatLaneInput) {
    const { meeting, fromMs } = input;
    super(meeting, meeting.source.chats ?? [], fromMs);
    this.#input = input;
    this.#burstMs = maxBurstMs(meeting.timeline.clock);
  }

  protected positionOf({ atMs }: ChatLine): number {
    return atMs;
  }

  protected play(line: ChatLine, latenessMs: number): void {
    const { sink } = this.#input;
    if (latenessMs > this.#burstMs) sink.countSkipped('chat', 1);
    else if (sink.flow === 'flowing') this.#send(line, latenessMs);
  }

  #send({ sender, text }: ChatLine, latenessMs: number): void {
    const { meeting, encode, sink } = this.#input;
    const participant = meeting.participants[sender];
    if (!participant || !meeting.presence.isPresent(participant)) return;
    const chat = chatMessage({
      sender: participant,
      text,
      timestamp: meeting.unixMsAt(this.dueMs - meeting.originMs),
      messageId: `chat-${this.itemNumber}`,
    });
    const message = encode(chat);
    const byteLength = Buffer.byteLength(text);
    sink.sendFrame({ kind: 'chat', message, byteLength, latenessMs, isKeyframe: true });
  }
}
