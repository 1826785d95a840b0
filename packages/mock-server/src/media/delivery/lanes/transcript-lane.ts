import { transcriptMessage } from '../../../meetings/transcript-message.js';
import type { Meeting } from '../../../meetings/meeting.js';
import type { Utterance } from '../../sources/media-source.js';
import { LoopingLane } from '../../looping-lane.js';
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
export class TranscriptLane extends LoopingLane<Utterance, Meeting> implements MediaLane {
  readonly kind = 'transcript';
  readonly #encode: TextWriter;
  readonly #sink: MediaSink;
  readonly #burstMs: number;

  /** @param fromMs clock time; the first utterance is the first that ends at this time or later */
  constructor(meeting: Meeting, encode: TextWriter, sink: MediaSink, fromMs: number) {
    super(meeting, byEnd(meeting.source.utterances), fromMs);
    this.#encode = encode;
    this.#sink = sink;
    this.#burstMs = maxBurstMs(meeting.timeline.clock);
  }

  protected positionOf({ endMs }: Utterance): number {
    return endMs;
  }

  protected play(utterance: Utterance, latenessMs: number): void {
    // Utterances of a long suspension of the process are skipped.
    if (latenessMs > this.#burstMs) this.#sink.countSkipped('transcript', 1);
    else if (this.#sink.flow === 'flowing') this.#send(utterance, latenessMs);
  }

  #send(utterance: Utterance, latenessMs: number): void {
    const { meeting, loopStartMs } = this;
    if (!meeting.presence.isHeard(utterance.speaker)) return;
    const startTime = meeting.unixMsAt(loopStartMs + utterance.startMs);
    const speaker = meeting.participants[utterance.speaker];
    const message = this.#encode(
      transcriptMessage({
        sender: meeting.senderOf(speaker),
        text: utterance.text,
        startUnixMs: startTime,
        endUnixMs: meeting.unixMsAt(loopStartMs + utterance.endMs),
        language: utterance.language,
      }),
    );
    const byteLength = Buffer.byteLength(utterance.text);
    this.#sink.sendFrame({ kind: 'transcript', message, byteLength, latenessMs, isKeyframe: true });
  }
}
