import type { Meeting } from '../../../meetings/meeting.js';
import { chatMessage } from '../../../meetings/chat-message.js';
import type { MediaLane } from './media-lane.js';
import type { ChatLine } from '../../sources/media-source.js';
import { loopStartMs } from '../../sources/loops.js';
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
export class ChatLane implements MediaLane {
  readonly kind = 'chat';
  dueMs: number;
  readonly #input: ChatLaneInput;
  readonly #lines: readonly ChatLine[];
  readonly #burstMs: number;
  #loop: number;
  #next = 0;

  constructor(input: ChatLaneInput) {
    const { meeting, fromMs } = input;
    this.#input = input;
    this.#lines = meeting.source.chats ?? [];
    this.#burstMs = maxBurstMs(meeting.timeline.clock);
    this.#loop = Math.floor(meeting.positionMs(fromMs) / meeting.source.durationMs);
    this.dueMs = this.#deadline();
    while (this.dueMs < fromMs) this.#advance();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      const line = this.#lines[this.#next];
      if (!line) return;
      const latenessMs = nowMs - this.dueMs;
      const { sink } = this.#input;
      if (latenessMs > this.#burstMs) sink.countSkipped('chat', 1);
      else if (sink.flow === 'flowing') this.#send(line, latenessMs);
      this.#advance();
    }
  }

  #advance(): void {
    this.#next += 1;
    if (this.#next >= this.#lines.length) {
      this.#next = 0;
      this.#loop += 1;
    }
    this.dueMs = this.#deadline();
  }

  #deadline(): number {
    const line = this.#lines[this.#next];
    if (!line) return Infinity;
    const { meeting } = this.#input;
    return meeting.originMs + loopStartMs(this.#loop, meeting.source.durationMs) + line.atMs;
  }

  #send({ sender, text }: ChatLine, latenessMs: number): void {
    const { meeting, encode, sink } = this.#input;
    const participant = meeting.participants[sender];
    if (!participant || !meeting.presence.isPresent(participant)) return;
    const chat = chatMessage({
      sender: participant,
      text,
      timestamp: meeting.unixMsAt(this.dueMs - meeting.originMs),
      messageId: `chat-${this.#loop * this.#lines.length + this.#next + 1}`,
    });
    const message = encode(chat);
    const byteLength = Buffer.byteLength(text);
    sink.sendFrame({ kind: 'chat', message, byteLength, latenessMs, isKeyframe: true });
  }
}
