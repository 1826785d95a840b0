/** How ffmpeg makes each format of PROTOCOL.md §11.2 and §11.3. Nothing is run here. */
import { inputArguments, type ChannelLayout } from '../../codecs/ffmpeg-probe.js';
import { isKeyframeDue, KEYFRAME_INTERVAL_MS } from '../../tracks/keyframes.js';
import type { AudioFormat, VideoFormat } from '../../tracks/track.js';

/** One conversion. */
export interface Recipe {
  /** Ending of the prepared file, which tells how its pieces are found. */
  readonly ending: string;
  /** For people: `H.264 1280x720 25 fps`. */
  readonly label: string;
  /** Encoders of which ffmpeg needs one, the best first; `undefined` where every ffmpeg can do it. */
  readonly encoders?: readonly string[];
  /** What ffmpeg is told, up to the name of the output. */
  arguments(encoder: string | undefined): string[];
}

/** Bounds the bitrate, and so the size in the cache: 2.3 Mbit/s for HD at 25 pictures per second. */
const BITS_PER_PIXEL = 0.1;

/** Enough for clear speech, and for music without pain. */
const OPUS_BITS_PER_SECOND_AND_CHANNEL = 32_000;

/** A-law's code for zero. */
const A_LAW_SILENCE = 0xd5;

/** Formats whose packets all have the same size: bytes for each millisecond. `undefined` for Opus. */
export function constantRate(
  format: AudioFormat,
): { readonly bytesPerMs: number; readonly silence: number } | undefined {
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

/** For people: `L16 16000 Hz mono`. */
export function audioLabel({ codec, sampleRateHz, channels }: AudioFormat): string {
  const name = { L16: 'L16', G711: 'G.711', G722: 'G.722', OPUS: 'Opus' }[codec];
  return `${name} ${sampleRateHz} Hz ${channels === 1 ? 'mono' : 'stereo'}`;
}

/** Sound that goes into a recipe. */
export interface SoundInput {
  /** Absolute. */
  readonly path: string;
  readonly layout: ChannelLayout;
}

/**
 * The sound of all inputs together, exactly `durationMs` long. Gaps in a recording stay gaps, so that
 * sound and pictures keep together.
 */
export function audioRecipe(inputs: readonly SoundInput[], durationMs: number, format: AudioFormat): Recipe {
  const { codec, channels, intervalMs } = format;
  const each = inputs.map((input, i) => `[${i}:a:0]${soundFilter(input, format)}[in${i}]`).join(';');
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
      // Each packet on a page of its own; in microseconds.
      page_duration: intervalMs * 1000,
      f: 'ogg',
    }),
  };
  return {
    ending: { L16: '.pcm', G711: '.alaw', G722: '.g722', OPUS: '.ogg' }[codec],
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

/** Brings one input to the asked rate and channels, as loud as it was. */
function soundFilter({ layout }: SoundInput, { sampleRateHz, channels }: AudioFormat): string {
  const resample = 'aresample=async=1:first_pts=0';
  // 16 bits before two channels are put together: ffmpeg then halves them, instead of making them louder.
  const target = `aformat=sample_fmts=s16:sample_rates=${sampleRateHz}:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
  switch (layout) {
    case 'mono':
      // Left to itself, ffmpeg puts one channel into two 3 dB quieter.
      return channels === 1 ? `${resample},${target}` : `${resample},pan=stereo|c0=c0|c1=c0,${target}`;
    case 'stereo':
      return `${resample},${target}`;
    case 'surround':
      // In whole numbers ffmpeg makes room for all channels at their loudest: speech would come 8 to 11 dB quieter.
      // The centre, which is in left and right at 3 dB less each, has all its loudness in one channel too.
      return `${resample}${channels === 1 ? ':clev=1' : ''},aformat=sample_fmts=flt:channel_layouts=stereo,${target}`;
  }
}

/** For people: `H.264 1280x720 25 fps`. */
export function videoLabel({ codec, width, height, fps }: VideoFormat): string {
  return `${codec === 'H264' ? 'H.264' : codec} ${width}x${height} ${fps} fps`;
}

/** Pictures of a recording that are converted together, into files of equal length. */
export interface VideoRun {
  /** Number of the first picture, counted at the asked rate; a whole number of files from the beginning. */
  readonly firstPicture: number;
  readonly pictures: number;
  readonly picturesPerFile: number;
  /**
   * Looks for the first picture from the beginning of the recording on, which is slow: for where there is no
   * picture near it, as behind the last one.
   */
  readonly fromBeginning?: boolean;
}

/** How far before the first picture ffmpeg begins to look for what is seen there, in milliseconds. */
const LOOK_BACK_MS = 10_000;

/** A recording and where in the picture it is seen. */
export interface VideoTile {
  /** Absolute. */
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Pictures of the asked size in files of their own: a recording that fills its tile, which is the whole picture,
 * or several side by side. Black bars keep their shape, the last picture of each is held.
 */
export function videoRecipe(tiles: readonly VideoTile[], run: VideoRun, format: VideoFormat): Recipe {
  const { codec, fps } = format;
  const lookBack = Math.ceil((LOOK_BACK_MS * fps) / 1000);
  const seekTo = run.fromBeginning ? 0 : Math.max(0, run.firstPicture - lookBack);
  const seek = seekTo > 0 ? flags({ ss: (seekTo / fps).toFixed(6) }) : [];
  const files = Math.ceil(run.pictures / run.picturesPerFile);
  const cuts = Array.from({ length: files - 1 }, (_, index) => (index + 1) * run.picturesPerFile);
  return {
    ending: { H264: '.h264', JPG: '.mjpeg', PNG: '.pngs' }[codec],
    label: videoLabel(format),
    ...(codec === 'H264' && { encoders: ['libx264', 'libopenh264'] }),
    arguments: (encoder) => [
      ...tiles.flatMap(({ path }) => [...seek, ...inputArguments(path)]),
      ...flags({
        ...pictureGraph(tiles, run.firstPicture - seekTo, format),
        'frames:v': run.pictures,
        map_metadata: -1,
        ...pictureFlags(format, encoder),
        ...(codec === 'H264' && {
          force_key_frames: keyPictureTimes(run, fps)
            .map((second) => second.toFixed(6))
            .join(),
          // x264 tells about itself before the first parameter sets, which some readers want to come first.
          'bsf:v': 'filter_units=remove_types=6',
        }),
        f: 'segment',
        segment_format: codec === 'H264' ? 'h264' : 'image2pipe',
        // An impossible number where there is nothing to cut.
        segment_frames: cuts.length > 0 ? cuts.join() : run.pictures + 1,
        stats_period: PROGRESS_EVERY_S,
      }),
    ],
  };
}

/** Where pictures come from. A recording alone gives none where it has none; several are seen on black. */
function pictureGraph(
  tiles: readonly VideoTile[],
  unseen: number,
  { codec, width, height, fps }: VideoFormat,
): Flags {
  const last = codec === 'PNG' ? [fewColours(width)] : [];
  const [only, ...others] = tiles;
  // V: not the cover of a song.
  if (only && others.length === 0)
    return { map: '0:V:0', vf: [tileFilter(only, unseen, fps), ...last].join() };
  const graph = [
    `color=black:size=${width}x${height}:rate=${fps}[over0]`,
    ...tiles.map((tile, i) => `[${i}:V:0]${tileFilter(tile, unseen, fps)}[tile${i}]`),
    ...tiles.map(({ x, y }, i) => `[over${i}][tile${i}]overlay=${x}:${y}:eof_action=pass[over${i + 1}]`),
    `[over${tiles.length}]${last[0] ?? 'null'}[out]`,
  ];
  return { filter_complex: graph.join(';'), map: '[out]' };
}

/** One recording from a picture on, in the size of its tile. */
function tileFilter({ width, height }: VideoTile, unseen: number, fps: number): string {
  return [
    `fps=${fps}:start_time=0`,
    // Before what is dropped, for which the last picture may be needed.
    'tpad=stop_mode=clone:stop=-1',
    ...(unseen > 0 ? [`trim=start_frame=${unseen}`, 'setpts=PTS-STARTPTS'] : []),
    `scale=w='max(2,min(${width},round(${height}*dar/2)*2))':h='max(2,min(${height},round(${width}/dar/2)*2))'`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    'setsar=1',
  ].join();
}

/** So often ffmpeg tells how far it is: a file that is whole is to be played soon. In seconds. */
const PROGRESS_EVERY_S = 0.2;

/** When key pictures are due in a run, in seconds from its first picture. */
function keyPictureTimes({ firstPicture, pictures }: VideoRun, fps: number): number[] {
  return Array.from({ length: pictures }, (_, index) => index)
    .filter((index) => isKeyframeDue(firstPicture + index, fps))
    .map((index) => index / fps);
}

/**
 * Pictures of a camera in all their colours take megabytes as PNG, and a common WebSocket library of Python takes
 * messages up to 1 MiB. Each picture gets its own palette, without dots that would mix colours, and loses the
 * finest of its noise.
 */
function fewColours(width: number): string {
  const colours = width <= 1280 ? 128 : width <= 1920 ? 64 : 32;
  return `gblur=sigma=0.7,split[all][some];[some]palettegen=max_colors=${colours}:stats_mode=single[palette];[all][palette]paletteuse=new=1:dither=none`;
}

type Flags = Readonly<Record<string, string | number>>;

function pictureFlags({ codec, width, height, fps }: VideoFormat, encoder: string | undefined): Flags {
  switch (codec) {
    case 'JPG':
      return { 'c:v': 'mjpeg', 'q:v': 4, pix_fmt: 'yuvj420p' };
    case 'PNG':
      return { 'c:v': 'png' };
    case 'H264':
      return h264Flags(Math.round(width * height * fps * BITS_PER_PIXEL), fps, encoder);
  }
}

/** Baseline without B-pictures: a picture never waits for one that comes later. */
function h264Flags(bitsPerSecond: number, fps: number, encoder = 'libopenh264'): Flags {
  const every = Math.max(1, Math.floor((KEYFRAME_INTERVAL_MS * fps) / 1000));
  const common = { 'c:v': encoder, pix_fmt: 'yuv420p', g: every, bf: 0 };
  if (encoder !== 'libx264') return { ...common, 'b:v': bitsPerSecond };
  return {
    ...common,
    preset: 'superfast',
    'profile:v': 'baseline',
    crf: 26,
    maxrate: bitsPerSecond,
    bufsize: 2 * bitsPerSecond,
    // No key pictures at cuts; parameter sets before each key picture; no delimiters.
    keyint_min: every,
    sc_threshold: 0,
    'x264-params': 'repeat-headers=1:aud=0',
  };
}

/** `{ f: 'h264' }` → `-f h264`. */
function flags(values: Flags): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`-${name}`, `${value}`]);
}
