/** Recipes for the video formats of PROTOCOL.md §11.3. */
import { inputArguments } from '../../codecs/ffmpeg-probe.js';
import { isKeyframeDue, KEYFRAME_INTERVAL_MS } from '../../tracks/keyframes.js';
import type { VideoFormat } from '../../tracks/track.js';
import { flags, type Flags, type Recipe } from './recipe.js';

/** Bounds the bitrate, and so the size in the cache: 2.3 Mbit/s for HD at 25 fps. */
const BITS_PER_PIXEL = 0.1;

/** Time before the first frame to which ffmpeg seeks, to find the image that is visible there; in milliseconds. */
const LOOK_BACK_MS = 10_000;

/** Interval of ffmpeg's progress reports, in seconds. A file can be played only when one follows its end. */
const PROGRESS_INTERVAL_S = 0.2;

/** Describes a format for messages: `H.264 1280x720 25 fps`. */
export function videoLabel({ codec, width, height, fps }: VideoFormat): string {
  return `${codec === 'H264' ? 'H.264' : codec} ${width}x${height} ${fps} fps`;
}

/** Consecutive frames that are converted by one run of ffmpeg, into files of equal length. */
export interface VideoRun {
  /** Number of the first frame at the requested rate; a multiple of `framesPerFile`. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly framesPerFile: number;
  /**
   * Decodes the recording from its beginning instead of seeking, which is slow. Needed where the recording has no
   * frame near the first one, such as after its last frame.
   */
  readonly fromBeginning?: boolean;
}

/** A recording, and the rectangle in which it is shown, in pixels. */
export interface VideoTile {
  /** Absolute path. */
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Converts one recording, whose tile is the whole image, or several side by side. Black bars preserve the aspect
 * ratio. The last frame of each recording is held until the end of the run.
 */
export function videoRecipe(tiles: readonly VideoTile[], run: VideoRun, format: VideoFormat): Recipe {
  const { codec, fps } = format;
  const lookBack = Math.ceil((LOOK_BACK_MS * fps) / 1000);
  const seekTo = run.fromBeginning ? 0 : Math.max(0, run.firstFrame - lookBack);
  const seek = seekTo > 0 ? flags({ ss: (seekTo / fps).toFixed(6) }) : [];
  return {
    extension: { H264: '.h264', JPG: '.mjpeg', PNG: '.pngs' }[codec],
    label: videoLabel(format),
    ...(codec === 'H264' && { encoders: ['libx264', 'libopenh264'] }),
    arguments: (encoder) => [
      ...tiles.flatMap(({ path }) => [...seek, ...inputArguments(path)]),
      ...flags({
        ...imageFlags(tiles, run.firstFrame - seekTo, format),
        'frames:v': run.frames,
        map_metadata: -1,
        ...codecFlags(format, encoder),
        ...(codec === 'H264' && keyframeFlags(run, fps, encoder)),
        ...segmentFlags(run, codec),
        stats_period: PROGRESS_INTERVAL_S,
      }),
    ],
  };
}

/**
 * Composes the image. Several recordings are laid over a black background, so there are frames even where none of
 * them has any. A recording alone yields no frames where it has none.
 */
function imageFlags(
  tiles: readonly VideoTile[],
  skippedFrames: number,
  { codec, width, height, fps }: VideoFormat,
): Flags {
  const last = codec === 'PNG' ? [paletteFilter(width)] : [];
  const [only, ...others] = tiles;
  // V and not v: without cover art.
  if (only && others.length === 0)
    return { map: '0:V:0', vf: [tileFilter(only, skippedFrames, fps), ...last].join() };
  const graph = [
    `color=black:size=${width}x${height}:rate=${fps}[over0]`,
    ...tiles.map((tile, i) => `[${i}:V:0]${tileFilter(tile, skippedFrames, fps)}[tile${i}]`),
    ...tiles.map(({ x, y }, i) => `[over${i}][tile${i}]overlay=${x}:${y}:eof_action=pass[over${i + 1}]`),
    `[over${tiles.length}]${last[0] ?? 'null'}[out]`,
  ];
  return { filter_complex: graph.join(';'), map: '[out]' };
}

/** Scales one recording to its tile, from the first frame of the run on. */
function tileFilter({ width, height }: VideoTile, skippedFrames: number, fps: number): string {
  return [
    `fps=${fps}:start_time=0`,
    // Before frames are trimmed: a frame before the run may be the one that is held.
    'tpad=stop_mode=clone:stop=-1',
    ...(skippedFrames > 0 ? [`trim=start_frame=${skippedFrames}`, 'setpts=PTS-STARTPTS'] : []),
    `scale=w='max(2,min(${width},round(${height}*dar/2)*2))':h='max(2,min(${height},round(${width}/dar/2)*2))'`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    'setsar=1',
  ].join();
}

/**
 * Reduces an image to a palette of its own, without dithering, and blurs the finest noise. PNG images of a camera in
 * all their colours take megabytes, and a common WebSocket library of Python accepts messages up to 1 MiB.
 */
function paletteFilter(width: number): string {
  const colours = width <= 1280 ? 128 : width <= 1920 ? 64 : 32;
  return `gblur=sigma=0.7,split[all][some];[some]palettegen=max_colors=${colours}:stats_mode=single[palette];[all][palette]paletteuse=new=1:dither=none`;
}

function codecFlags({ codec, width, height, fps }: VideoFormat, encoder: string | undefined): Flags {
  switch (codec) {
    case 'JPG':
      return { 'c:v': 'mjpeg', 'q:v': 4, pix_fmt: 'yuvj420p' };
    case 'PNG':
      return { 'c:v': 'png' };
    case 'H264':
      return h264Flags(Math.round(width * height * fps * BITS_PER_PIXEL), fps, encoder);
  }
}

/** Baseline without B-frames: no frame depends on a later one. */
function h264Flags(bitsPerSecond: number, fps: number, encoder = 'libopenh264'): Flags {
  const interval = Math.max(1, Math.floor((KEYFRAME_INTERVAL_MS * fps) / 1000));
  const common = { 'c:v': encoder, pix_fmt: 'yuv420p', g: interval, bf: 0 };
  if (encoder !== 'libx264') return { ...common, 'b:v': bitsPerSecond };
  return {
    ...common,
    preset: 'superfast',
    'profile:v': 'baseline',
    crf: 26,
    maxrate: bitsPerSecond,
    bufsize: 2 * bitsPerSecond,
    // No keyframes at scene cuts; parameter sets before each keyframe; no delimiters.
    keyint_min: interval,
    sc_threshold: 0,
    'x264-params': 'repeat-headers=1:aud=0',
  };
}

/** `nal_unit_type` of supplemental information (H.264 table 7-1). */
const SUPPLEMENTAL_INFORMATION = 6;

/**
 * Filter after encoders other than x264, which write parameter sets only once, outside of the frames: puts them before each
 * keyframe, with the frame rate, without which programs that copy the stream guess its times.
 */
export function parameterSetFilter(fps: number): string {
  return `dump_extra=freq=keyframe,h264_metadata=tick_rate=${2 * fps}`;
}

function keyframeFlags({ firstFrame, frames }: VideoRun, fps: number, encoder = 'libopenh264'): Flags {
  const seconds = Array.from({ length: frames }, (_, index) => index)
    .filter((index) => isKeyframeDue(firstFrame + index, fps))
    .map((index) => (index / fps).toFixed(6));
  return {
    force_key_frames: seconds.join(),
    // x264 puts a unit about itself before the first parameter sets, which some readers expect to come first.
    'bsf:v': [
      ...(encoder === 'libx264' ? [] : [parameterSetFilter(fps)]),
      `filter_units=remove_types=${SUPPLEMENTAL_INFORMATION}`,
    ].join(),
  };
}

function segmentFlags({ frames, framesPerFile }: VideoRun, codec: VideoFormat['codec']): Flags {
  const files = Math.ceil(frames / framesPerFile);
  const cuts = Array.from({ length: files - 1 }, (_, index) => (index + 1) * framesPerFile);
  return {
    f: 'segment',
    segment_format: codec === 'H264' ? 'h264' : 'image2pipe',
    // A frame number that never occurs when there is nothing to cut.
    segment_frames: cuts.length > 0 ? cuts.join() : frames + 1,
  };
}
