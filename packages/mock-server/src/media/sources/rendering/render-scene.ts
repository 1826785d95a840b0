/** Renders a scene into a video track. Frames are painted and encoded when they are first played. */
import { createH264Encoder } from '../../codecs/h264-encoder.js';
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';
import { createJpegEncoder } from '../../codecs/jpeg-encoder.js';
import { pngSteps } from '../../codecs/png.js';
import { chunkOf } from '../../tracks/chunk.js';
import { isKeyframeDue } from '../../tracks/keyframes.js';
import type { Chunk, Track, VideoFormat } from '../../tracks/track.js';
import { lazyTrack } from '../../tracks/lazy-track.js';
import { runInSlices, runSteps, type Steps } from '../../tracks/steps.js';
import { recentlyUsed } from './recently-used.js';
import { changedAreas, createCanvases, type Canvas, type Scene, type Sprite } from './scene.js';

/**
 * Creates a video track of a scene.
 *
 * @param createScene called when the first frame is played
 * @param durationMs after which the scene repeats
 * @param format a format that passed `checkVideoFormat`
 */
export function renderScene(createScene: () => Scene, durationMs: number, format: VideoFormat): Track {
  const length = Math.round((durationMs / 1000) * format.fps);
  let created: Scene | undefined;
  const scene = (): Scene => (created ??= createScene());
  const shape: TrackShape = {
    length,
    intervalMs: 1000 / format.fps,
    spritesAt: (index) => scene().spritesAt((index * 1000) / format.fps),
    isShownAt: (index) => scene().isShownAt?.((index * 1000) / format.fps) ?? true,
  };
  return format.codec === 'H264'
    ? h264Track(scene, { ...shape, fps: format.fps })
    : imageTrack(scene, { ...shape, codec: format.codec });
}

interface TrackShape {
  readonly length: number;
  readonly intervalMs: number;
  /** Returns the sprites of the frame at `index`. */
  readonly spritesAt: (index: number) => readonly Sprite[] | undefined;
  /** Returns false for a frame on which nothing is shown. */
  readonly isShownAt: (index: number) => boolean;
}

function h264Track(scene: () => Scene, shape: TrackShape & { readonly fps: number }): Track {
  const { length, intervalMs, spritesAt, isShownAt, fps } = shape;
  let keyframes: ReturnType<typeof keyframesOf> | undefined;
  const keyframeOf = (index: number) => (keyframes ??= keyframesOf(isShownAt, length, fps))[index];
  const createPainter = function* () {
    return {
      canvases: (yield* createCanvases(scene(), 2)) as [Canvas, Canvas],
      encoder: createH264Encoder({ ...scene(), fps }, scene().palette),
    };
  };
  const painter = recentlyUsed(() => runSteps(createPainter()));
  const createWarm = function* (index: number) {
    const created = yield* createPainter();
    const sprites = spritesAt(index);
    const [canvas] = created.canvases;
    if (sprites) canvas.show(sprites);
    yield;
    yield* created.encoder.encodeKeyframe(canvas.image, 0);
    return created;
  };
  const track = lazyTrack({
    length,
    intervalMs,
    isKeyFrame: (index) => keyframeOf(index)?.at === index,
    encode(index) {
      const sprites = spritesAt(index);
      const keyframe = keyframeOf(index);
      if (!sprites || !keyframe) return undefined;
      const { canvases, encoder } = painter();
      // The canvases alternate, so that in playing order the other one still shows the previous frame.
      const [canvas, other] = index % 2 === 0 ? canvases : ([canvases[1], canvases[0]] as const);
      canvas.show(sprites);
      if (keyframe.at === index) {
        return chunkOf(runSteps(encoder.encodeKeyframe(canvas.image, keyframe.ordinal)));
      }
      const before = spritesAt(index - 1) ?? [];
      other.show(before);
      const areas = changedAreas(before, sprites);
      return chunkOf(encoder.encodeDelta(canvas.image, other.image, areas, index - keyframe.at));
    },
  });
  return { ...track, warmUp: warmUpOf(painter, createWarm, shape) };
}

/** Returns {@link Track.warmUp}: creates the painter of a track, and encodes the first image that is shown with it. */
function warmUpOf<T extends object>(
  painter: (made?: T) => T,
  create: (index: number) => Steps<T>,
  { length, isShownAt }: TrackShape,
): (index: number) => Promise<void> {
  /** Shared by all meetings that begin to play the track meanwhile. */
  let warming: Promise<void> | undefined;
  const steps = function* (index: number): Steps<T> {
    let shown = index;
    while (!isShownAt(shown % length) && shown < index + length) shown += 1;
    yield;
    return yield* create(shown % length);
  };
  const warm = async (index: number): Promise<void> => {
    painter(await runInSlices(steps(index)));
  };
  return (index) => (warming ??= warm(index));
}

/** Returns, for each frame, the keyframe that it depends on; `undefined` where nothing is shown. */
function keyframesOf(
  isShownAt: TrackShape['isShownAt'],
  length: number,
  fps: number,
): readonly ({ readonly at: number; readonly ordinal: number } | undefined)[] {
  let keyframe: { at: number; ordinal: number } | undefined;
  let ordinal = 0;
  return Array.from({ length }, (_, index) => {
    if (!isShownAt(index)) keyframe = undefined;
    else if (!keyframe || isKeyframeDue(index, fps)) keyframe = { at: index, ordinal: ordinal++ };
    return keyframe;
  });
}

/** Max number of images that a track keeps to send them again: those of two minutes at five frames per second. */
const MAX_APPEARANCES = 600;

/** Encodes an image; `changed` contains the areas that differ from the image of the previous call. */
type EncodeImage = (image: IndexedImage, changed: readonly Rect[] | undefined) => Steps<Buffer>;

function imageTrack(scene: () => Scene, shape: TrackShape & { readonly codec: 'JPG' | 'PNG' }): Track {
  const { length, intervalMs, spritesAt, isShownAt, codec } = shape;
  const createPainter = function* () {
    const [canvas] = (yield* createCanvases(scene(), 1)) as [Canvas];
    const encode: EncodeImage = codec === 'JPG' ? createJpegEncoder() : pngSteps;
    let shown: readonly Sprite[] | undefined;
    return {
      *encode(sprites: readonly Sprite[]): Steps<Buffer> {
        canvas.show(sprites);
        yield;
        const image = yield* encode(canvas.image, shown && changedAreas(shown, sprites));
        shown = sprites;
        return image;
      },
    };
  };
  const painter = recentlyUsed(() => runSteps(createPainter()));
  const createWarm = function* (index: number) {
    const created = yield* createPainter();
    const sprites = spritesAt(index);
    if (sprites) yield* created.encode(sprites);
    return created;
  };
  /** Chunks by the keys of their sprites: frames that look the same share a chunk, such as those of a still slide. */
  const chunks = new Map<string, Chunk>();
  const track = lazyTrack({
    length,
    intervalMs,
    isKeyFrame: isShownAt,
    encode(index) {
      const sprites = spritesAt(index);
      if (!sprites) return undefined;
      const appearance = sprites.map(({ key }) => key).join('|');
      let chunk = chunks.get(appearance);
      if (!chunk) {
        chunk = chunkOf(runSteps(painter().encode(sprites)));
        chunks.set(appearance, chunk);
        const [oldest] = chunks.keys();
        if (chunks.size > MAX_APPEARANCES && oldest !== undefined) chunks.delete(oldest);
      }
      return chunk;
    },
  });
  return { ...track, warmUp: warmUpOf(painter, createWarm, shape) };
}
