/** Samples of live audio packets: of one participant, or several mixed. */
import { createPcmReader } from '../../codecs/pcm-reader.js';
import { mixInto } from '../../codecs/pcm.js';
import type { AudioFormat } from '../../tracks/track.js';
import type { LiveAudioTimeline } from './live-audio-timeline.js';
import { packetSpan } from './placement.js';

/** Interleaved samples of the packet at this index; `undefined` where nothing is sent. */
export type PacketSamples = (index: number) => Int16Array | undefined;

/** The audio to be sent. */
export interface PacketSamplesInput {
  /** The participants that are part of it. */
  readonly voices: readonly LiveAudioTimeline[];
  /**
   * For a mix, all participants of the meeting: once one of them has spoken, the mix continues with silence where
   * none of `voices` has audio. Absent for a single participant, for whom nothing is sent there.
   */
  readonly all?: readonly LiveAudioTimeline[];
  readonly format: AudioFormat;
}

/** Returns a function that reads the samples of packets, in any order. */
export function packetSamples({ voices, all, format }: PacketSamplesInput): PacketSamples {
  const { sampleRateHz, channels, intervalMs } = format;
  const perMs = sampleRateHz / 1000;
  const readers = voices.map((timeline) => ({
    timeline,
    read: createPcmReader(timeline, sampleRateHz, channels),
  }));
  return (index) => {
    const { fromMs, toMs } = packetSpan(index, intervalMs);
    const audible = readers.filter(({ timeline }) => hasAudio(timeline, fromMs, toMs));
    const [only] = audible;
    const count = intervalMs * perMs;
    if (only && audible.length === 1) return only.read(fromMs * perMs, count);
    if (!only && !all?.some((timeline) => hasBegun(timeline, toMs))) return undefined;
    const mix = new Int16Array(count * channels);
    for (const { read } of audible) mixInto(mix, read(fromMs * perMs, count), 0);
    return mix;
  };
}

function hasAudio(timeline: LiveAudioTimeline, fromMs: number, toMs: number): boolean {
  const { sampleRateHz } = timeline;
  // Multiplied before the division, so that whole numbers stay whole.
  return timeline.hasAudio((fromMs * sampleRateHz) / 1000, (toMs * sampleRateHz) / 1000);
}

function hasBegun(timeline: LiveAudioTimeline, toMs: number): boolean {
  return timeline.firstFrame !== undefined && timeline.firstFrame < (toMs * timeline.sampleRateHz) / 1000;
}
