import { transcriptMessage } from '../../../meetings/transcript-message.js';
import type { Meeting } from '../../../meetings/meeting.js';
import type { Utterance } from '../../sources/media-source.js';
import { loopStartMs } from '../../sources/loops.js';
import type { MediaLane } from './media-lane.js';
import { maxBurstMs } from './late-frames.js';
import type { TextWriter } from './chunk-writer.js';
import type { MediaSink } from './media-sink.js';

/** Utterances by their ends, by utterances as the source has them: meetings that play the same source share them. */
const sorted = new WeakMap<readonly Utterance[], readonly Utterance[]>();

function byEnd(utterances: readonly Utterance[]): readonly Utterance[] {
  const known = sorted.get(utterances) ?? utterances.toSorted((a, b) => a.endMs - b.endMs);
  sorted.set(utterances, known);
  return known;
}

/** Sends one message per utterance, at its end. */
export class TranscriptLane implements MediaLane {
  readonly kind = 'transcript';
  dueMs: number;
  readonly #meeting: Meeting;
  readonly #utterances: readonly Utterance[];
  readonly #encode: TextWriter;
  readonly #sink: MediaSink;
  readonly #burstMs: number;
  #loop: number;
  #next = 0;

  /** @param fromMs clock time; the first utterance is the first that ends at this time or later */
  constructor(meeting: Meeting, encode: TextWriter, sink: MediaSink, fromMs: number) {
    this.#meeting = meeting;
    this.#utterances = byEnd(meeting.source.utterances);
    this.#encode = encode;
    this.#sink = sink;
    this.#burstMs = maxBurstMs(meeting.timeline.clock);
    this.#loop = Math.floor(meeting.positionMs(fromMs) / meeting.source.durationMs);
    this.dueMs = this.#deadline();
    while (this.dueMs < fromMs) this.#advance();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      // Utterances of a long suspension of the process are skipped.
      if (nowMs - this.dueMs > this.#burstMs) this.#sink.countSkipped('transcript', 1);
      else if (this.#sink.flow === 'flowing') this.#send(nowMs - this.dueMs);
      this.#advance();
    }
  }

  #advance(): void {
    this.#next += 1;
    if (this.#next >= this.#utterances.length) {
      this.#next = 0;
      this.#loop += 1;
    }
    this.dueMs = this.#deadline();
  }

  get #loopStartMs(): number {
    return loopStartMs(this.#loop, this.#meeting.source.durationMs);
  }

  #deadline(): number {
    const utterance = this.#utterances[this.#next];
    if (!utterance) return Infinity;
    return this.#meeting.originMs + this.#loopStartMs + utterance.endMs;
  }

  #send(latenessMs: number): void {
    const utterance = this.#utterances[this.#next];
    if (!utterance || !this.#meeting.presence.isHeard(utterance.speaker)) return;
    const loopStartMs = this.#loopStartMs;
    const startTime = this.#meeting.unixMsAt(loopStartMs + utterance.startMs);
    const speaker = this.#meeting.participants[utterance.speaker];
    const message = this.#encode(
      transcriptMessage({
        sender: this.#meeting.senderOf(speaker),
        text: utterance.text,
        startUnixMs: startTime,
        endUnixMs: this.#meeting.unixMsAt(loopStartMs + utterance.endMs),
        language: utterance.language,
      }),
    );
    const byteLength = Buffer.byteLength(utterance.text);
    this.#sink.sendFrame({ kind: 'transcript', message, byteLength, latenessMs, isKeyframe: true });
  }
}
