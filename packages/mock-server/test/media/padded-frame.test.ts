import { spawnSync } from 'node:child_process';
import { messageBytesToString, stringToMessageBytes } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { describeWithTool } from '../../../../test/support/require-tool.js';
import type { OutgoingFrame } from '../../src/media/delivery/lanes/media-sink.js';
import { padFrame, padPicture } from '../../src/media/delivery/padded-frame.js';
import { toneSource } from '../../src/media/sources/tone-source.js';
import { TestCore } from '../support/test-core.js';

const CODECS = ['H264', 'JPG', 'PNG'] as const;

async function pictures(codec: (typeof CODECS)[number], count: number): Promise<Buffer[]> {
  const track = await toneSource().video(0, { codec, width: 640, height: 360, fps: 10 });
  return Array.from({ length: count }, (_, index) => Buffer.from(track?.chunkAt(index)?.data ?? []));
}

function frameOf(body: object, byteLength: number): OutgoingFrame {
  const message = stringToMessageBytes(JSON.stringify(body));
  return { kind: 'video', message, byteLength, latenessMs: 0, isKeyframe: true };
}

describeWithTool('ffmpeg', 'a padded picture', (ffmpeg) => {
  const decode = (input: Buffer): Buffer => {
    const args = ['-v', 'error', '-i', '-', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
    const { stdout, stderr } = spawnSync(ffmpeg, args, { input, maxBuffer: 2 ** 28 });
    expect(stderr.toString()).toBe('');
    expect(stdout.length).toBeGreaterThan(0);
    return stdout;
  };

  test.each(CODECS)('of %s shows the same as before, with any size of padding', async (codec) => {
    const count = codec === 'H264' ? 12 : 1;
    const plain = await pictures(codec, count);
    const sizes = [1, 3, 5, 12, 13, 65_536, 65_537, 65_540, 200_000, 1_500_000, 7, 4, 2];
    const expected = decode(Buffer.concat(plain));
    for (const size of codec === 'H264' ? [0] : sizes) {
      const padded = plain.map((picture, index) => padPicture(picture, size || (sizes[index] ?? 1)));
      const bytes = padded.map((picture) => picture ?? Buffer.alloc(0));
      expect(decode(Buffer.concat(bytes)).equals(expected)).toBe(true);
      bytes.forEach((picture, index) => {
        const added = picture.length - (plain[index]?.length ?? 0);
        const wanted = size || (sizes[index] ?? 1);
        expect(added).toBeGreaterThanOrEqual(wanted);
        expect(added).toBeLessThan(wanted + 15);
      });
    }
  });
});

describe('a padded message', () => {
  test.each(CODECS)('of %s has the size, and keeps all else', async (codec) => {
    const [picture = Buffer.alloc(0)] = await pictures(codec, 1);
    const data = picture.toString('base64');
    for (const size of [70_000, 70_001, 70_002, 70_003]) {
      const content = { user_id: 7, user_name: 'Zoë', data, length: picture.length, timestamp: 12 };
      const frame = padFrame(frameOf({ msg_type: 15, content }, picture.length), size);
      expect(frame?.message.byteLength).toBeGreaterThanOrEqual(size);
      expect(frame?.message.byteLength).toBeLessThan(size + 24);
      const text = frame === undefined ? '{}' : messageBytesToString(frame.message);
      const body = JSON.parse(text) as { content: { data: string; length: number } };
      const padded = Buffer.from(body.content.data, 'base64');
      expect(body).toMatchObject({ msg_type: 15, content: { user_id: 7, user_name: 'Zoë', timestamp: 12 } });
      expect([body.content.length, frame?.byteLength]).toEqual([padded.length, padded.length]);
    }
  });

  test('may be flat, as some servers write it', async () => {
    const [picture = Buffer.alloc(0)] = await pictures('JPG', 1);
    const flat = { msg_type: 15, content: picture.toString('base64'), user_id: 7, length: 1, timestamp: 12 };
    const frame = padFrame(frameOf(flat, picture.length), 100_000);
    const body = JSON.parse(frame === undefined ? '{}' : messageBytesToString(frame.message)) as typeof flat;
    expect(Buffer.from(body.content, 'base64')).toHaveLength(body.length);
    expect(body).toMatchObject({ user_id: 7, timestamp: 12 });
  });

  test('that is large enough stays as it is, and one of an unknown format is refused', () => {
    const frame = frameOf({ msg_type: 15, content: { data: 'AAAA' } }, 3);
    expect(padFrame(frame, 20)).toBe(frame);
    expect(padFrame(frame, 1000)).toBeUndefined();
  });
});

describe('the scenario large-frames', () => {
  test('sends messages above 1 MiB and above 4 MiB, and all others as usual', async () => {
    const core = new TestCore({ scenario: 'large-frames', media: toneSource(), keepAliveMs: 10_000_000 });
    const video = { content_type: 3, codec: 5, resolution: 1, fps: 5, data_opt: 3 };
    const { media } = await core.join({ media_type: 2, media_params: { video } });
    for (let second = 0; second < 8; second += 1) core.clock.advance(1000);
    const sizes = media.socket.received.map((text) => text.length).filter((size) => size > 200_000);
    expect(media.socket.received.length).toBeGreaterThan(30);
    expect(sizes).toHaveLength(2);
    expect(sizes[0]).toBeGreaterThan(2 ** 20);
    expect(sizes[0]).toBeLessThan(2 ** 20 + 2000);
    expect(sizes[1]).toBeGreaterThan(2 ** 22);
    expect(sizes[1]).toBeLessThan(2 ** 22 + 2000);
  });

  test('waits for a frame that can be padded', async () => {
    const core = new TestCore();
    const { meeting, media } = await core.join({
      media_type: 2,
      media_params: { video: { codec: 7, fps: 10 } },
    });
    core.clock.advance(150);
    await meeting.inject({ do: 'large-frame', size: '64k', times: 2 });
    core.clock.advance(2100);
    const sizes = media.socket.received.map((text) => text.length).filter((size) => size >= 65_536);
    expect(sizes).toHaveLength(2);
  });

  test.each([
    [{ size: '65M' }, /at most 64M/],
    [{ size: 'large' }, /a number of bytes/],
    [{}, /size/],
  ])('refuses %j', async (fields, message) => {
    const { meeting } = await new TestCore().join();
    await expect(meeting.inject({ do: 'large-frame', ...fields })).rejects.toThrow(message);
  });
});
