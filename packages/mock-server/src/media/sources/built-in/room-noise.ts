/** Speech in a noisy room: ventilation, mains hum and clatter. The same in every run. */
import { mixInto } from '../../codecs/pcm.js';
import { isSingleParticipant } from '../media-source.js';
import type { AudioTimeline } from '../rendering/render-audio.js';
import { whiteNoiseAt } from '../rendering/white-noise.js';

/** Length after which the noise repeats, in milliseconds. */
const LOOP_MS = 10_000;
/** Length of the transition from the end of the loop to its beginning, in milliseconds. */
const FADE_MS = 200;
/** Cutoff frequency of the ventilation. */
const VENTILATION_HZ = 900;
const HUM_HZ = 100;
/** Share of the hum in the noise. */
const HUM_LEVEL = 0.25;
/** Something is put on a table this often, in milliseconds, and rings for a fraction of it. */
const CLATTER_EVERY_MS = 1250;
const CLATTER_RING_MS = 25;
const CLATTER_LEVEL = 6;

/** Levels of {@link noisyTimeline}. */
export interface NoiseLevels {
  /** Factor by which the speech is quieter. */
  readonly speech: number;
  /** RMS of the noise, in units of 16-bit samples. */
  readonly noiseRms: number;
}

/** Lowers the speech and adds noise: to a mix always, to a single participant while they speak. */
export function noisyTimeline(timeline: AudioTimeline, { speech, noiseRms }: NoiseLevels): AudioTimeline {
  const loops = new Map<number, Int16Array>();
  return {
    async prepare(selection, rateHz, signal) {
      await timeline.prepare(selection, rateHz, signal);
      if (!loops.has(rateHz)) loops.set(rateHz, noiseLoop(rateHz, noiseRms));
    },
    samplesAt(selection, rateHz, positionMs, lengthMs) {
      const spoken = timeline
        .samplesAt(selection, rateHz, positionMs, lengthMs)
        ?.map((sample) => Math.round(sample * speech));
      if (!spoken && isSingleParticipant(selection)) return undefined;
      const packet = spoken ?? new Int16Array((lengthMs * rateHz) / 1000);
      const loop = loops.get(rateHz);
      if (!loop) throw new Error('noise was requested before it was prepared');
      const from = ((positionMs % LOOP_MS) * rateHz) / 1000;
      mixInto(packet, loop.subarray(from), 0);
      mixInto(packet, loop, loop.length - from);
      return packet;
    },
  };
}

function noiseLoop(rateHz: number, rms: number): Int16Array {
  const length = (LOOP_MS * rateHz) / 1000;
  const fade = (FADE_MS * rateHz) / 1000;
  const noise = roomNoise(rateHz, length + fade);
  for (let i = 0; i < fade; i++) {
    const share = i / fade;
    noise[i] = (noise[i] as number) * share + (noise[length + i] as number) * (1 - share);
  }
  const loop = noise.subarray(0, length);
  const gain = rms / Math.sqrt(loop.reduce((sum, sample) => sum + sample * sample, 0) / length);
  return Int16Array.from(loop, (sample) => Math.round(sample * gain));
}

/** Noise of any level. */
function roomNoise(rateHz: number, length: number): Float64Array {
  const inertia = Math.exp((-2 * Math.PI * VENTILATION_HZ) / rateHz);
  // Makes the level of the filtered noise that of the white noise.
  const balance = Math.sqrt((1 - inertia) / (1 + inertia));
  const period = (CLATTER_EVERY_MS * rateHz) / 1000;
  const ring = (CLATTER_RING_MS * rateHz) / 1000;
  let ventilation = 0;
  return Float64Array.from({ length }, (_, i) => {
    const white = whiteNoiseAt(i);
    ventilation = inertia * ventilation + (1 - inertia) * white;
    const hum = HUM_LEVEL * Math.sin((2 * Math.PI * HUM_HZ * i) / rateHz);
    const clatter = CLATTER_LEVEL * whiteNoiseAt(-1 - i) * Math.exp(-((i + period / 2) % period) / ring);
    return ventilation / balance + hum + clatter;
  });
}
