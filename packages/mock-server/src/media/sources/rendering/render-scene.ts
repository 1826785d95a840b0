/** Video and share tracks: a scene, painted and encoded picture by picture while it is played. */
import { createH264Encoder } from '../../codecs/h264-encoder.js';
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';
import { createJpegEncoder } from '../../codecs/jpeg-encoder.js';
import { encodePng } from '../../codecs/png.js';
import { chunkOf } from '../../tracks/chunk.js';
import { isKeyframeDue } from '../../tracks/keyframes.js';
import type { Chunk, Track, VideoFormat } from '../../tracks/track.js';
import { lazyTrack } from '../../tracks/lazy-track.js';
import { changedAreas, createCanvases, type Canvas, type Scene, type Sprite } from './scene.js';

export function renderScene(scene: Scene, durationMs: number, format: VideoFormat): Track {
  const length = Math.round((durationMs / 1000) * format.fps);
  const spritesAt = (index: number): readonly Sprite[] | undefined =>
    scene.spritesAt((index * 1000) / format.fps);
  const track = { length, intervalMs: 1000 / format.fps };
  return format.codec === 'H264'
    ? h264Track(scene, spritesAt, { ...track, fps: format.fps })
    : imageTrack(scene, spritesAt, { ...track, codec: format.codec });
}

/** The sprites of the picture with this number. */
type Moments = (index: number) => readonly Sprite[] | undefined;

function h264Track(
  scene: Scene,
  spritesAt: Moments,
  { length, intervalMs, fps }: { length: number; intervalMs: number; fps: number },
): Track {
  const keys = keyPictures(spritesAt, length, fps);
  const canvases = createCanvases(scene, 2) as [Canvas, Canvas];
  const encoder = createH264Encoder({ ...scene, fps }, scene.palette);
  return lazyTrack({
    length,
    intervalMs,
    isKeyFrame: (index) => keys[index]?.at === index,
    encode(index) {
      const sprites = spritesAt(index);
      const key = keys[index];
      if (!sprites || !key) return undefined;
      // Canvases take turns, so that in playing order the one before still shows the previous picture.
      const [canvas, other] = index % 2 === 0 ? canvases : ([canvases[1], canvases[0]] as const);
      canvas.show(sprites);
      if (key.at === index) return chunkOf(encoder.encodeKeyframe(canvas.picture, key.ordinal));
      const before = spritesAt(index - 1) ?? [];
      other.show(before);
      const areas = changedAreas(before, sprites);
      return chunkOf(encoder.encodeDelta(canvas.picture, other.picture, areas, index - key.at));
    },
  });
}

/** For each picture the key picture it builds on; `undefined` where nothing is shown. */
function keyPictures(
  spritesAt: Moments,
  length: number,
  fps: number,
): readonly ({ readonly at: number; readonly ordinal: number } | undefined)[] {
  let key: { at: number; ordinal: number } | undefined;
  let ordinal = 0;
  return Array.from({ length }, (_, index) => {
    if (!spritesAt(index)) key = undefined;
    else if (!key || isKeyframeDue(index, fps)) key = { at: index, ordinal: ordinal++ };
    return key;
  });
}

/** Turns a picture into a file; `changed` tells what is different from the picture of the call before. */
type EncodeImage = (picture: IndexedImage, changed: readonly Rect[] | undefined) => Buffer;

function imageTrack(
  scene: Scene,
  spritesAt: Moments,
  { length, intervalMs, codec }: { length: number; intervalMs: number; codec: 'JPG' | 'PNG' },
): Track {
  const [canvas] = createCanvases(scene, 1) as [Canvas];
  const encode: EncodeImage = codec === 'JPG' ? createJpegEncoder() : encodePng;
  /** Slides stand still for a while: equal pictures are one chunk. */
  const made = new Map<string, Chunk>();
  let shown: readonly Sprite[] | undefined;
  return lazyTrack({
    length,
    intervalMs,
    isKeyFrame: (index) => spritesAt(index) !== undefined,
    encode(index) {
      const sprites = spritesAt(index);
      if (!sprites) return undefined;
      const look = sprites.map(({ key }) => key).join('|');
      let chunk = made.get(look);
      if (!chunk) {
        canvas.show(sprites);
        chunk = chunkOf(encode(canvas.picture, shown && changedAreas(shown, sprites)));
        shown = sprites;
        made.set(look, chunk);
      }
      return chunk;
    },
  });
}
