import type { Meeting } from '../../meetings/meeting.js';
import type { Track } from '../tracks/track.js';

/**
 * The mixed sound without those who are not in the meeting: while only they speak, a silent packet of
 * the same track stands in. Sources that do not tell who speaks when are played as they are.
 */
export function withoutAbsent(track: Track, meeting: Meeting): Track {
  const { utterances, durationMs } = meeting.source;
  if (utterances.length === 0) return track;
  const { intervalMs } = track;
  const speakersAt = (index: number): number[] => {
    const fromMs = (index * intervalMs) % durationMs;
    return utterances
      .filter((utterance) => utterance.startMs < fromMs + intervalMs && fromMs < utterance.endMs)
      .map((utterance) => utterance.speaker);
  };
  let silentIndex: number | undefined;
  const findSilence = (): number => {
    let index = 0;
    while (index < track.length && speakersAt(index).length > 0) index += 1;
    return index;
  };
  return {
    length: track.length,
    intervalMs,
    chunkAt: (index) => {
      if (meeting.isComplete) return track.chunkAt(index);
      const speakers = speakersAt(index);
      if (speakers.length === 0 || speakers.some((speaker) => meeting.isPlayed(speaker))) {
        return track.chunkAt(index);
      }
      silentIndex ??= findSilence();
      return silentIndex < track.length ? track.chunkAt(silentIndex) : undefined;
    },
  };
}
