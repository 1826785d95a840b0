import { describe, expect, test } from 'vitest';
import { KeptMedia } from '../src/stream/kept-media.js';
import { DEFAULT_CHOICE, readChoice } from '../src/stream/media-choice.js';
import type { ReceivedMedia } from '../src/stream/received.js';
import { audioFile, decodeALaw } from '../src/web/audio-file.js';
import { rawVideoDownload, vttDownload, wavDownload } from '../src/web/downloads.js';
import { EntryLog } from '../src/stream/entry-log.js';

const sender = { userId: 1, userName: 'Ana Ruiz', streamId: 'stream' };
const audio = (timestamp: number, data: Buffer, format = DEFAULT_CHOICE.audio): ReceivedMedia => ({
  ...sender,
  kind: 'audio',
  timestamp,
  data,
  format,
});
const video = (timestamp: number, data: Buffer): ReceivedMedia => ({
  ...sender,
  kind: 'video',
  timestamp,
  data,
  format: DEFAULT_CHOICE.video,
});
const KEYFRAME = Buffer.from([0, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x65, 9]);
const DELTA = Buffer.from([0, 0, 0, 1, 0x41, 7]);

describe('kept media', () => {
  test('is bounded: the oldest is dropped, and a hundred thousand packets cost no more', () => {
    const kept = new KeptMedia(1_000_000);
    for (let index = 0; index < 100_000; index += 1) kept.add(audio(index * 20, Buffer.alloc(640)));
    expect(kept.bytes).toBeLessThanOrEqual(1_000_000);
    expect(kept.dropped).toBe(100_000 - Math.floor(1_000_000 / 840));
    const [first] = kept.of('stream', 'audio');
    expect(first?.timestamp).toBe(kept.dropped * 20);
    expect(kept.tracks()).toMatchObject([{ userId: 1, codec: 'L16', frames: 1190, lastMs: 1_999_980 }]);
  });

  test('becomes a WAV file in which silence fills the gaps', async () => {
    const kept = new KeptMedia(1_000_000);
    kept.add(audio(1000, Buffer.alloc(640, 1)));
    kept.add(audio(2000, Buffer.alloc(640, 2)));
    const { bytes, name } = await wavDownload(
      { kept, entries: () => [], ffmpeg: undefined },
      { streamId: 'stream', userId: 1 },
    );
    expect(name).toBe('audio-1.wav');
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
    expect(bytes.length - 44).toBe(2 * 16_320); // 1,020 ms
    expect([bytes[44], bytes[44 + 640], bytes.at(-1)]).toEqual([1, 0, 2]);
  });

  test('begins a new WAV file with another format, and decodes G.711', () => {
    const g711 = readChoice({
      ...DEFAULT_CHOICE,
      audio: { ...DEFAULT_CHOICE.audio, codec: 'G711', rateHz: 8000 },
    });
    const file = audioFile([
      audio(1000, Buffer.alloc(640, 1)),
      audio(1020, Buffer.alloc(160, 0xd5), g711.audio),
    ]);
    expect(file?.bytes.readUInt32LE(24)).toBe(8000);
    expect(file?.bytes.length).toBe(44 + 320);
    // Ends of the first and the last segment (ITU-T G.711, table 1a, at 16 bits)
    const decoded = decodeALaw(Buffer.from([0xd5, 0x55, 0xaa, 0x2a]));
    expect([0, 2, 4, 6].map((at) => decoded.readInt16LE(at))).toEqual([8, -8, 32_256, -32_256]);
  });

  test('begins video with a keyframe', () => {
    const kept = new KeptMedia(1_000_000);
    for (const [at, data] of [DELTA, KEYFRAME, DELTA].entries()) kept.add(video(at * 40, data));
    const source = { kept, entries: () => [], ffmpeg: undefined };
    const file = rawVideoDownload(source, 'video', { streamId: 'stream', userId: undefined });
    expect(file.bytes).toEqual(Buffer.concat([KEYFRAME, DELTA]));
    expect(() => rawVideoDownload(source, 'share', { streamId: 'stream', userId: undefined })).toThrow(
      'No share of this stream is kept',
    );
  });

  test('and transcripts are bounded, too, and become VTT of one stream', () => {
    const log = new EntryLog(100);
    const line = { kind: 'transcript' as const, userId: 1, userName: 'Ana Ruiz', startTs: 0, endTs: 0 };
    for (let index = 0; index < 1000; index += 1) {
      log.add(
        { ...line, text: `line ${index}`, timestamp: index * 1000, streamId: `stream ${index % 2}` },
        index,
      );
    }
    expect(log.all().length).toBeLessThanOrEqual(100);
    const source = { kept: new KeptMedia(1), entries: () => log.all(), ffmpeg: undefined };
    const text = vttDownload(source, 'stream 1').bytes.toString();
    expect(text).toContain('<v Ana Ruiz>line 999');
    expect(text).not.toContain('line 998');
  });
});

describe('a choice of formats', () => {
  test.each([
    [{ audio: { ...DEFAULT_CHOICE.audio, codec: 'OPUS' } }, 'Opus needs a rate of 48 kHz.'],
    [
      { audio: { ...DEFAULT_CHOICE.audio, codec: 'G722', channels: 2 } },
      'G.722 needs a rate of 16 kHz and one channel.',
    ],
    [{ video: { ...DEFAULT_CHOICE.video, codec: 'JPG' } }, 'JPG has at most 5 frames per second, found 25.'],
    [{ video: { ...DEFAULT_CHOICE.video, fps: '5' } }, 'video.fps must be an integer of at least 1.'],
    [
      { video: { ...DEFAULT_CHOICE.video, resolution: '4K' } },
      'video.resolution must be one of SD, HD, FHD, QHD.',
    ],
    [{ audio: 'L16' }, 'audio must be an object.'],
  ])('%j is refused in one sentence', (change, sentence) => {
    expect(() => readChoice({ ...DEFAULT_CHOICE, ...change })).toThrow(sentence);
  });
});
