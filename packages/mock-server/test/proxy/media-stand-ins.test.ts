import { describe, expect, test } from 'vitest';
import type { RecordedMedia } from '@rtms-mock/protocol/cassette';
import { readAccessUnit } from '../../src/media/codecs/access-unit.js';
import { readSequence } from '../../src/media/codecs/h264-sequence.js';
import { renderScene } from '../../src/media/sources/rendering/render-scene.js';
import { colourBars } from '../../src/media/sources/tone-source.js';
import { sizeOfImage } from '../../src/proxy/image-size.js';
import { MediaStandIns } from '../../src/proxy/media-stand-ins.js';

function handshake(audio: object): Buffer {
  return Buffer.from(JSON.stringify({ msg_type: 4, status_code: 0, media_params: { audio } }));
}

function mediaOf(bytes: Buffer, type: RecordedMedia['type'] = 'audio'): RecordedMedia {
  return { type, connection: 'm1', source: '7', data: bytes.toString('base64') };
}

function replaced(standIns: MediaStandIns, media: RecordedMedia): Buffer {
  const recorded = standIns.record(media);
  expect(recorded.isRedacted).toBe(true);
  expect(recorded.data).not.toBe(media.data);
  return Buffer.from(recorded.data, 'base64');
}

describe('the stand-in for audio', () => {
  test.each([
    ['L16', { codec: 1, sample_rate: 1 }, 640],
    ['L16 in stereo', { codec: 1, sample_rate: 3, channel: 2 }, 3840],
    ['G.711', { codec: 2, sample_rate: 0 }, 160],
    ['G.722', { codec: 3, sample_rate: 1 }, 160],
  ])('in %s is a tone of as many bytes, which continues', async (_, params, bytes) => {
    const standIns = new MediaStandIns();
    await standIns.learn('m1', handshake(params));
    const first = replaced(standIns, mediaOf(Buffer.alloc(bytes, 1)));
    const second = replaced(standIns, mediaOf(Buffer.alloc(bytes, 1)));
    expect([first.length, second.length]).toStrictEqual([bytes, bytes]);
    expect(new Set(first).size).toBeGreaterThan(10);
    expect(second.equals(first)).toBe(false);
  });

  test('in L16 of 16 kHz has 440 Hz across packets', async () => {
    const standIns = new MediaStandIns();
    await standIns.learn('m1', handshake({ codec: 1, sample_rate: 1 }));
    const second = Buffer.concat(
      Array.from({ length: 50 }, () => replaced(standIns, mediaOf(Buffer.alloc(640, 1)))),
    );
    let crossings = 0;
    for (let at = 2; at < second.length; at += 2) {
      if (second.readInt16LE(at - 2) < 0 !== second.readInt16LE(at) < 0) crossings += 1;
    }
    expect(Math.abs(crossings - 880)).toBeLessThanOrEqual(1);
  });

  test('in Opus is a packet of a tone for each packet, once it is prepared', async () => {
    const standIns = new MediaStandIns();
    const ready = standIns.learn('m1', handshake({ codec: 4, sample_rate: 3, send_rate: 20 }));
    expect(standIns.record(mediaOf(Buffer.from([1])))).toMatchObject({ data: '', payload: { bytes: 1 } });
    await ready;
    const packets = [1, 2].map(() => replaced(standIns, mediaOf(Buffer.from([1]))));
    expect(packets[0]?.equals(packets[1] ?? Buffer.alloc(0))).toBe(false);
  });
});

describe('the stand-in for video', () => {
  test.each(['JPG', 'PNG'] as const)('in %s has the size of each image', (codec) => {
    const standIns = new MediaStandIns();
    for (const size of [
      { width: 320, height: 180 },
      { width: 640, height: 360 },
    ]) {
      const original = renderScene(() => colourBars(size), 1000, { ...size, codec, fps: 1 }).chunkAt(0)?.data;
      const stand = replaced(
        standIns,
        mediaOf(Buffer.concat([original ?? Buffer.alloc(0), Buffer.from('!')]), 'share'),
      );
      expect(sizeOfImage(stand)).toStrictEqual({ codec, ...size });
    }
  });

  test('in H.264 has the size of the original, and keyframes where it has some', () => {
    const size = { width: 640, height: 360 };
    const original = renderScene(() => colourBars(size), 10_000, { ...size, codec: 'H264', fps: 5 });
    const standIns = new MediaStandIns();
    const kinds = Array.from({ length: 15 }, (_, index) => {
      const bytes = original.chunkAt(index)?.data ?? Buffer.alloc(0);
      const stand = replaced(standIns, mediaOf(Buffer.concat([bytes, Buffer.from([0x80])]), 'video'));
      const unit = readAccessUnit(stand);
      const [sequence] = unit?.sequenceParameters ?? [];
      if (sequence !== undefined) expect(readSequence(sequence)).toMatchObject(size);
      return [readAccessUnit(bytes)?.slice, unit?.slice];
    });
    expect(kinds[0]).toStrictEqual(['idr', 'idr']);
    for (const [before, after] of kinds) expect(after).toBe(before);
    expect(kinds.filter(([before]) => before === 'other').length).toBeGreaterThan(5);
  });
});
