import { MessageType, type MediaDataVideo } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { createImage } from '../../src/media/codecs/indexed-image.js';
import { runSteps } from '../../src/media/tracks/steps.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { galleryRects, speakerRects } from '../../src/media/layouts.js';
import { composedView } from '../../src/media/sources/built-in/composed-view.js';
import type { Scene } from '../../src/media/sources/rendering/scene.js';
import { settled, TestCore } from '../support/test-core.js';

/** A scene of one colour, with a sprite of another colour in the corner. */
function plainScene(width: number, height: number, shade: number): Scene {
  const bounds = { x: 0, y: 0, width: 2, height: 2 };
  return {
    width,
    height,
    palette: [
      [shade, shade, shade],
      [255, shade, shade],
    ],
    *paintStill() {},
    spritesAt: () => [
      {
        key: 'corner',
        bounds,
        paint: (picture) => {
          for (const at of [0, 1]) picture.pixels.fill(1, at * picture.stride, at * picture.stride + 2);
        },
      },
    ],
  };
}

describe.each([
  ['gallery', galleryRects],
  ['speaker', speakerRects],
] as const)('layout of the %s view', (_name, rects) => {
  test.each([1, 2, 3, 4, 7])('for %i participants is inside the frame, without overlaps', (count) => {
    for (const [width, height] of [
      [640, 360],
      [1280, 720],
      [2560, 1440],
    ] as const) {
      const all = rects(count, width, height);
      expect(all).toHaveLength(Math.min(count, 4));
      for (const [i, one] of all.entries()) {
        expect(one.x + one.width).toBeLessThanOrEqual(width);
        expect(one.y + one.height).toBeLessThanOrEqual(height);
        for (const other of all.slice(i + 1)) {
          const apart =
            one.x + one.width <= other.x ||
            other.x + other.width <= one.x ||
            one.y + one.height <= other.y ||
            other.y + other.height <= one.y;
          expect(apart).toBe(true);
        }
      }
    }
  });
});

test('every tile keeps its own colours, and its sprites move with it', () => {
  const view = composedView(64, 32, [
    { x: 0, y: 0, scene: plainScene(32, 32, 10) },
    { x: 32, y: 0, scene: plainScene(32, 32, 200) },
  ]);
  const picture = createImage(64, 32, view.palette);
  runSteps(view.paintStill(picture));
  const sprites = view.spritesAt(0) ?? [];
  for (const sprite of sprites) sprite.paint(picture);
  const colourAt = (x: number, y: number) => view.palette[picture.pixels[y * picture.stride + x] ?? 0];
  expect(sprites.map(({ bounds }) => bounds.x)).toEqual([0, 32]);
  expect([colourAt(0, 0), colourAt(10, 10), colourAt(32, 1), colourAt(50, 20)]).toEqual([
    [255, 10, 10],
    [10, 10, 10],
    [255, 200, 200],
    [200, 200, 200],
  ]);
});

describe('composed video of 2025', () => {
  const ask = (data_opt: number, protocol: '2025' | '2026' = '2025') => {
    const core = new TestCore({ media: builtInConversation(), protocol });
    const video = { codec: 5, fps: 1, resolution: 1, data_opt };
    return core.join({ media_type: 2, media_params: { video } }).then((joined) => ({ core, ...joined }));
  };

  test('gallery view is sent in the name of no participant', async () => {
    const { core, media } = await ask(5);
    core.clock.advance(8000);
    const users = media.ofType(MessageType.MEDIA_DATA_VIDEO).map(({ content }) => content.user_id);
    expect(users.length).toBeGreaterThan(5);
    expect(new Set(users)).toEqual(new Set([0]));
  });

  test('speaker view follows the active speaker', async () => {
    const { core, media } = await ask(4);
    core.clock.advance(8000);
    const names = media.ofType(MessageType.MEDIA_DATA_VIDEO).map(({ content }) => content.user_name);
    expect(new Set(names)).toEqual(new Set(['Ana Ruiz', 'Bo Lind']));
  });
});

/** Joins with a view of 2025. Returns a function that counts the frames of the next milliseconds. */
async function viewers(data_opt: 4 | 5) {
  const core = new TestCore();
  const participants = [{ name: 'Ana Ruiz' }, { name: 'Bo Lind', present: false }];
  const video = { codec: 7, resolution: 1, fps: 10, data_opt };
  const request = { media_type: 2, media_params: { video } };
  const { meeting, media } = await core.join(request, { participants, media: builtInConversation() });
  await settled();
  const framesIn = async (ms: number): Promise<readonly MediaDataVideo[]> => {
    const before = media.ofType(MessageType.MEDIA_DATA_VIDEO).length;
    // Views are composed in the meantime.
    for (let passed = 0; passed < ms; passed += 100) {
      core.clock.advance(100);
      await settled();
    }
    return media.ofType(MessageType.MEDIA_DATA_VIDEO).slice(before);
  };
  return { meeting, framesIn };
}

describe('when participants join and leave, views of 2025', () => {
  test.each([4, 5] as const)('continue whoever speaks, data_opt %i', async (data_opt) => {
    const { meeting, framesIn } = await viewers(data_opt);
    expect((await framesIn(3000)).length).toBeGreaterThan(20);
    await meeting.inject({ do: 'join', participant: 'Bo Lind' });
    // Bo speaks after 4 s.
    expect((await framesIn(3000)).length).toBe(30);
    await meeting.inject({ do: 'video-off', participant: 'Ana Ruiz' });
    const last = await framesIn(5000);
    expect(last).toHaveLength(50);
    expect(last.at(-1)?.content.user_id).toBe(data_opt === 5 ? 0 : 16_779_264);
    await meeting.inject({ do: 'video-off', participant: 'Bo Lind' });
    expect(await framesIn(1000)).toEqual([]);
  });
});
