/** Packets of live sound: one voice, or several mixed. */
import { createPcmReader } from '../../codecs/pcm-reader.js';
import { mixInto } from '../../codecs/pcm.js';
import type { AudioFormat } from '../../tracks/track.js';
import { packetSpan } from './placement.js';
import type { SoundTimeline } from './sound-timeline.js';

/** Interleaved samples of the packet with this number; `undefined` where nothing is sent. */
export type PacketSamples = (index: number) => Int16Array | undefined;

/** Which sound. */
export interface LiveSoundInput {
  /** Those who are heard. */
  readonly voices: readonly SoundTimeline[];
  /**
   * Everybody's: once one of them has said something, silence is sent where nobody does, so that a mix is
   * whole. Absent for one voice: then nothing is sent there.
   */
  readonly everybody?: readonly SoundTimeline[];
  readonly format: AudioFormat;
}

export function liveSound({ voices, everybody, format }: LiveSoundInput): PacketSamples {
  const { sampleRateHz, channels, intervalMs } = format;
  const perMs = sampleRateHz / 1000;
  const readers = voices.map((timeline) => ({
    timeline,
    read: createPcmReader(timeline, sampleRateHz, channels),
  }));
  return (index) => {
    const { fromMs, toMs } = packetSpan(index, intervalMs);
    const heard = readers.filter(({ timeline }) => hasSound(timeline, fromMs, toMs));
    const [only] = heard;
    const count = intervalMs * perMs;
    if (only && heard.length === 1) return only.read(fromMs * perMs, count);
    if (!only && !everybody?.some((timeline) => hasBegun(timeline, toMs))) return undefined;
    const mix = new Int16Array(count * channels);
    for (const { read } of heard) mixInto(mix, read(fromMs * perMs, count), 0);
    return mix;
  };
}

function hasSound(timeline: SoundTimeline, fromMs: number, toMs: number): boolean {
  const { sampleRateHz } = timeline;
  // Multiplied first, so that whole numbers stay whole.
  return timeline.hasSound((fromMs * sampleRateHz) / 1000, (toMs * sampleRateHz) / 1000);
}

function hasBegun(timeline: SoundTimeline, toMs: number): boolean {
  return timeline.firstFrame !== undefined && timeline.firstFrame < (toMs * timeline.sampleRateHz) / 1000;
}
