/** The words of everyone with their times, as the meeting knows them: the reference for transcripts and diarisation of apps. */
import type { Milliseconds, UnixMilliseconds, Count } from '../units.js';
import { loopStartMs } from '../media/sources/loops.js';
import type { Meeting } from './meeting.js';

/** Words that a participant has said. */
export interface SpokenWords {
  /** Name of the speaker. */
  readonly speaker: string;
  /** User id of the speaker, as on the wire. */
  readonly userId: Count;
  /** Position in the meeting at which the words begin. */
  readonly startMs: Milliseconds;
  /** Position in the meeting at which the words end. */
  readonly endMs: Milliseconds;
  /** Time at which the words begin, as in messages of the transcript. */
  readonly startUnixMs: UnixMilliseconds;
  /** Time at which the words end, as in messages of the transcript. */
  readonly endUnixMs: UnixMilliseconds;
  /** The words. */
  readonly text: string;
  /** BCP 47 tag or English name of the language. */
  readonly language: string;
}

/** Everything that has been said in a meeting up to a position. */
export interface GroundTruth {
  /** Id of the meeting, session, engagement or call. */
  readonly meetingUuid: string;
  /** Time of position 0. */
  readonly startedUnixMs: UnixMilliseconds;
  /** Position up to which this is complete: where the meeting is, or ended. */
  readonly positionMs: Milliseconds;
  /** Utterances in the order of their beginnings. */
  readonly utterances: readonly SpokenWords[];
}

/**
 * Returns what has been said up to the current position, or to the end of the meeting. As in the transcript, words count
 * once they are complete, and if their speaker is present and not muted then.
 */
export function groundTruth(meeting: Meeting): GroundTruth {
  const positionMs = Math.max(0, meeting.endPositionMs);
  const utterances = [...fromSource(meeting, positionMs), ...fromCaptions(meeting)];
  return {
    meetingUuid: meeting.entityId,
    startedUnixMs: meeting.unixMsAt(0),
    positionMs,
    utterances: utterances.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs),
  };
}

function* fromSource(meeting: Meeting, positionMs: number): Generator<SpokenWords> {
  const { source, presence } = meeting;
  const loops = Math.floor(positionMs / source.durationMs);
  for (let loop = 0; loop <= loops; loop += 1) {
    const baseMs = loopStartMs(loop, source.durationMs);
    for (const { speaker: index, startMs, endMs, text, language } of source.utterances) {
      const speaker = meeting.participants[index];
      if (!speaker || baseMs + endMs > positionMs) continue;
      if (!presence.wasEverAudible(speaker, baseMs + endMs)) continue;
      yield {
        speaker: speaker.name,
        userId: speaker.userId,
        startMs: baseMs + startMs,
        endMs: baseMs + endMs,
        startUnixMs: meeting.unixMsAt(baseMs + startMs),
        endUnixMs: meeting.unixMsAt(baseMs + endMs),
        text,
        language,
      };
    }
  }
}

function fromCaptions(meeting: Meeting): SpokenWords[] {
  const startedUnixMs = meeting.unixMsAt(0);
  return meeting.captions.map(({ content }) => {
    const { user_name: speaker = '', user_id: userId = 0, data: text, timestamp } = content;
    const startUnixMs = content.start_time ?? timestamp;
    const endUnixMs = content.end_time ?? timestamp;
    return {
      speaker,
      userId,
      startMs: Math.max(0, startUnixMs - startedUnixMs),
      endMs: Math.max(0, endUnixMs - startedUnixMs),
      startUnixMs,
      endUnixMs,
      text,
      language: String(content.language ?? ''),
    };
  });
}
