/** Renders a scene into a video track. Frames are painted and encoded when they are first played. */
import { createH264Encoder } from '../../codecs/h264-encoder.js';
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';
import { createJpegEncoder } from '../../codecs/jpeg-encoder.js';
import { encodePng } from '../../codecs/png.js';
import { chunkOf } from '../../tracks/chunk.js';
import { isKeyframeDue } from '../../tracks/keyframes.js';
import type { Chunk, Track, VideoFormat } from '../../tracks/track.js';
import { lazyTrack } from '../../tracks/lazy-track.js';
import { changedAreas, createCanvases, type Canvas, type Scene, type Sprite } from './scene.js';

/**
 * Creates a video track of a scene.
 *
 * @param durationMs after which the scene repeats
 * @param format a format that passed `checkVideoFormat`
 */
export function renderScene(scene: Scene, durationMs: number, format: VideoFormat): Track {
  const length = Math.round((durationMs / 1000) * format.fps);
  const spritesAt = (index: number): readonly Sprite[] | undefined =>
    scene.spritesAt((index * 1000) / format.fps);
  const isShownAt = (index: number): boolean => scene.isShownAt?.((index * 1000) / format.fps) ?? true;
  const track = { length, intervalMs: 1000 / format.fps, isShownAt };
  return format.codec === 'H264'
    ? h264Track(scene, spritesAt, { ...track, fps: format.fps })
    : imageTrack(scene, spritesAt, { ...track, codec: format.codec });
}

/** Returns the sprites of the frame at `index`. */
type SpritesAt = (index: number) => readonly Sprite[] | undefined;

interface TrackShape {
  readonly length: number;
  readonly intervalMs: number;
  /** Returns false for a frame on which nothing is shown. */
  readonly isShownAt: (index: number) => boolean;
}

function h264Track(
  scene: Scene,
  spritesAt: SpritesAt,
  { length, intervalMs, isShownAt, fps }: TrackShape & { readonly fps: number },
): Track {
  const keyframes = keyframesOf(isShownAt, length, fps);
  const canvases = createCanvases(scene, 2) as [Canvas, Canvas];
  const encoder = createH264Encoder({ ...scene, fps }, scene.palette);
  return lazyTrack({
    length,
    intervalMs,
    isKeyFrame: (index) => keyframes[index]?.at === index,
    encode(index) {
      const sprites = spritesAt(index);
      const keyframe = keyframes[index];
      if (!sprites || !keyframe) return undefined;
      // The canvases alternate, so that in playing order the other one still shows the previous frame.
      const [canvas, other] = index % 2 === 0 ? canvases : ([canvases[1], canvases[0]] as const);
      canvas.show(sprites);
      if (keyframe.at === index) return chunkOf(encoder.encodeKeyframe(canvas.image, keyframe.ordinal));
      const before = spritesAt(index - 1) ?? [];
      other.show(before);
      const areas = changedAreas(before, sprites);
      return chunkOf(encoder.encodeDelta(canvas.image, other.image, areas, index - keyframe.at));
    },
  });
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
type EncodeImage = (image: IndexedImage, changed: readonly Rect[] | undefined) => Buffer;

function imageTrack(
  scene: Scene,
  spritesAt: SpritesAt,
  { length, intervalMs, isShownAt, codec }: TrackShape & { readonly codec: 'JPG' | 'PNG' },
): Track {
  const [canvas] = createCanvases(scene, 1) as [Canvas];
  const encode: EncodeImage = codec === 'JPG' ? createJpegEncoder() : encodePng;
  /** Chunks by the keys of their sprites: frames that look the same share a chunk, such as those of a still slide. */
  const chunks = new Map<string, Chunk>();
  let shown: readonly Sprite[] | undefined;
  return lazyTrack({
    length,
    intervalMs,
    isKeyFrame: isShownAt,
    encode(index) {
      const sprites = spritesAt(index);
      if (!sprites) return undefined;
      const appearance = sprites.map(({ key }) => key).join('|');
      let chunk = chunks.get(appearance);
      if (!chunk) {
        canvas.show(sprites);
        chunk = chunkOf(encode(canvas.image, shown && changedAreas(shown, sprites)));
        shown = sprites;
        chunks.set(appearance, chunk);
        const [oldest] = chunks.keys();
        if (chunks.size > MAX_APPEARANCES && oldest !== undefined) chunks.delete(oldest);
      }
      return chunk;
    },
  });
}
