/** Recipes for the audio formats of PROTOCOL.md §11.2. */
import { inputArguments, type ChannelLayout } from '../../codecs/ffmpeg-probe.js';
import type { AudioFormat } from '../../tracks/track.js';
import { flags, type Recipe } from './recipe.js';

/** Enough for clear speech, and for acceptable music. */
const OPUS_BITS_PER_SECOND_AND_CHANNEL = 32_000;

/** A-law code of a zero sample. */
const A_LAW_SILENCE = 0xd5;

/** Byte rate and silence of a codec whose packets all have the same size. */
export interface ConstantRate {
  readonly bytesPerMs: number;
  /** Byte that encodes silence when repeated. */
  readonly silence: number;
}

/** Returns the rate of a format; `undefined` for Opus, whose packets differ in size. */
export function constantRate(format: AudioFormat): ConstantRate | undefined {
  const { codec, sampleRateHz, channels } = format;
  switch (codec) {
    case 'L16':
      return { bytesPerMs: (sampleRateHz / 1000) * channels * 2, silence: 0 };
    case 'G711':
      return { bytesPerMs: (sampleRateHz / 1000) * channels, silence: A_LAW_SILENCE };
    case 'G722':
      return { bytesPerMs: sampleRateHz / 2000, silence: 0 };
    case 'OPUS':
      return undefined;
  }
}

/** Describes a format for messages: `L16 16000 Hz mono`. */
export function audioLabel({ codec, sampleRateHz, channels }: AudioFormat): string {
  const name = { L16: 'L16', G711: 'G.711', G722: 'G.722', OPUS: 'Opus' }[codec];
  return `${name} ${sampleRateHz} Hz ${channels === 1 ? 'mono' : 'stereo'}`;
}

/** A recording whose audio is part of the output. */
export interface AudioInput {
  /** Absolute path. */
  readonly path: string;
  readonly layout: ChannelLayout;
}

/**
 * Mixes the audio of all inputs, exactly `durationMs` long. Gaps in a recording stay gaps, so that audio and video
 * stay in sync.
 */
export function audioRecipe(inputs: readonly AudioInput[], durationMs: number, format: AudioFormat): Recipe {
  const { codec, channels, intervalMs } = format;
  const each = inputs.map((input, i) => `[${i}:a:0]${inputFilter(input, format)}[in${i}]`).join(';');
  const together = inputs.map((_, i) => `[in${i}]`).join('');
  const mix = inputs.length > 1 ? `amix=inputs=${inputs.length}:duration=longest:normalize=0,` : '';
  const output: Record<AudioFormat['codec'], string[]> = {
    L16: flags({ 'c:a': 'pcm_s16le', f: 's16le' }),
    G711: flags({ 'c:a': 'pcm_alaw', f: 'alaw' }),
    G722: flags({ 'c:a': 'g722', f: 'g722' }),
    OPUS: flags({
      'b:a': OPUS_BITS_PER_SECOND_AND_CHANNEL * channels,
      application: 'voip',
      frame_duration: intervalMs,
      // One packet per page; in microseconds.
      page_duration: intervalMs * 1000,
      f: 'ogg',
    }),
  };
  return {
    extension: { L16: '.pcm', G711: '.alaw', G722: '.g722', OPUS: '.ogg' }[codec],
    label: audioLabel(format),
    ...(codec === 'OPUS' && { encoders: ['libopus'] }),
    arguments: (encoder) => [
      ...inputs.flatMap(({ path }) => inputArguments(path)),
      ...flags({
        filter_complex: `${each};${together}${mix}apad[out]`,
        map: '[out]',
        t: (durationMs / 1000).toFixed(3),
        map_metadata: -1,
        ...(encoder !== undefined && { 'c:a': encoder }),
      }),
      ...output[codec],
    ],
  };
}

/** Converts one input to the requested rate and channels without changing its loudness. */
function inputFilter({ layout }: AudioInput, { sampleRateHz, channels }: AudioFormat): string {
  const resample = 'aresample=async=1:first_pts=0';
  // 16 bits before two channels are mixed down: ffmpeg then halves them, instead of making them louder.
  const target = `aformat=sample_fmts=s16:sample_rates=${sampleRateHz}:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
  switch (layout) {
    case 'mono':
      // By default ffmpeg makes one channel 3 dB quieter when it splits it into two.
      return channels === 1 ? `${resample},${target}` : `${resample},pan=stereo|c0=c0|c1=c0,${target}`;
    case 'stereo':
      return `${resample},${target}`;
    case 'surround':
      // With integer samples ffmpeg scales down so that all channels at full level cannot clip: speech would become
      // 8 to 11 dB quieter. The centre goes into left and right at -3 dB each, and into mono at its full level.
      return `${resample}${channels === 1 ? ':clev=1' : ''},aformat=sample_fmts=flt:channel_layouts=stereo,${target}`;
  }
}
