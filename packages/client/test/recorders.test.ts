import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { GapFiller, transcriptToVtt, writeH264, writeVtt, writeWav } from '@rtms-mock/client/recorders';
import { describeWithTool } from '../../../test/support/require-tool.js';

const folder = mkdtempSync(join(tmpdir(), 'rtms-recorders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

/** Samples of a tone: 16-bit, little-endian. */
function tone(samples: number): Buffer {
  const pcm = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i++) pcm.writeInt16LE(Math.round(8000 * Math.sin(i / 6)), i * 2);
  return pcm;
}

describe('writeWav', () => {
  test('writes a correct header and the unchanged samples', async () => {
    const pcm = tone(1600);
    const wav = writeWav(file('a.wav'));
    wav.write(pcm.subarray(0, 640));
    wav.write(pcm.subarray(640));
    expect(wav.durationMs).toBe(100);
    await wav.close();
    const bytes = readFileSync(file('a.wav'));
    expect(bytes.subarray(44)).toEqual(pcm);
    // RIFF, size, WAVE, fmt, 16, PCM, mono, 16 kHz, 32000 B/s, 2, 16 bits, data, size
    expect(bytes.subarray(0, 44).toString('hex')).toBe(
      '52494646a40c000057415645666d74201000000001000100803e0000007d00000200100064617461800c0000',
    );
  });

  test('has a header for reading to the end of the file before it is closed', async () => {
    await using wav = writeWav(file('open.wav'), { sampleRate: 48_000, channels: 2 });
    wav.write(tone(480));
    await expect.poll(() => readFileSync(file('open.wav')).length).toBe(44 + 960);
    expect(readFileSync(file('open.wav')).readUInt32LE(40)).toBe(0xffffffff);
    expect(wav.durationMs).toBe(5);
  });

  test('reports write errors at close, and refuses writes afterwards', async () => {
    const wav = writeWav(join(folder, 'no-such-folder', 'a.wav'));
    wav.write(tone(10));
    await expect(wav.close()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(() => wav.write(tone(10))).toThrow(/closed/);
  });

  test.each([{ sampleRate: 0 }, { sampleRate: 1.5 }, { channels: 3 }])('refuses %j', (format) => {
    expect(() => writeWav(file('never.wav'), format)).toThrow(RangeError);
  });
});

describe('GapFiller', () => {
  const frame = tone(320);
  const lengths = (parts: Buffer[]): number[] => parts.map((part) => part.length / 2);

  test('adds nothing between consecutive frames, also with slightly inaccurate timestamps', () => {
    const filler = new GapFiller();
    for (const timestamp of [1000, 1020, 1055, 1045, 1080]) {
      expect(filler.fill(frame, timestamp)).toEqual([frame]);
    }
  });

  test('inserts silence for the time in which nothing was sent', () => {
    const filler = new GapFiller();
    filler.fill(frame, 1000);
    const [silence, samples] = filler.fill(frame, 2020);
    expect(silence).toEqual(Buffer.alloc(16_000 * 2));
    expect(samples).toBe(frame);
    expect(lengths(filler.fill(frame, 2040))).toEqual([320]);
  });

  test('begins with silence if the recording started before the first frame', () => {
    expect(lengths(new GapFiller({ startMs: 1000 }).fill(frame, 1500))).toEqual([8000, 320]);
  });

  test('removes samples that were sent twice, and those that overlap', () => {
    const filler = new GapFiller({ toleranceMs: 5 });
    const long = tone(3200);
    filler.fill(long, 1000);
    expect(filler.fill(frame, 1000)).toEqual([]);
    expect(filler.fill(long, 1100)).toEqual([long.subarray(1600 * 2)]);
  });

  test('does not drift: many small gaps add up to the correct duration', () => {
    const filler = new GapFiller({ sampleRate: 48_000, channels: 2 });
    const packet = Buffer.alloc(960 * 4);
    let bytes = 0;
    for (let n = 0; n < 500; n++) for (const part of filler.fill(packet, n * 23)) bytes += part.length;
    expect(Math.abs(bytes / 4 / 48 - (499 * 23 + 20))).toBeLessThanOrEqual(60);
  });
});

describe('writeVtt', () => {
  const line = {
    timestamp: 1_767_225_603_000,
    userName: 'Ana Ruiz',
    text: 'Good morning.',
    startTs: 0,
    endTs: 0,
  };

  test('writes a cue with the speaker for each line, relative to the first one', async () => {
    await using vtt = writeVtt(file('a.vtt'));
    vtt.write({ ...line, startTs: 1_767_225_603_000, endTs: 1_767_225_604_250 });
    vtt.write({
      ...line,
      userName: '',
      text: ' a < b & c\n\n--> d ',
      startTs: 1_767_229_264_007,
      endTs: 1_767_229_265_000,
    });
    await vtt.close();
    expect(readFileSync(file('a.vtt'), 'utf8')).toBe(
      'WEBVTT\n\n' +
        '00:00:00.000 --> 00:00:01.250\n<v Ana Ruiz>Good morning.\n\n' +
        '01:01:01.007 --> 01:01:02.000\na &lt; b &amp; c\n--&gt; d\n\n',
    );
  });

  test('estimates the duration of a line without an end', () => {
    expect(transcriptToVtt([line, { ...line, text: 'x'.repeat(50), timestamp: line.timestamp + 2000 }])).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ana Ruiz>Good morning.\n\n' +
        `00:00:02.000 --> 00:00:05.000\n<v Ana Ruiz>${'x'.repeat(50)}\n\n`,
    );
  });

  test('without lines is a header only', () => {
    expect(transcriptToVtt([])).toBe('WEBVTT\n\n');
  });
});

describe('writeH264', () => {
  const parameterSets = Buffer.from('000000016742001f00000001 68ce3c80'.replace(' ', ''), 'hex');
  const frame = Buffer.from('0000000141aabb', 'hex');

  test('begins with the first frame that has parameter sets', async () => {
    const h264 = writeH264(file('a.h264'));
    h264.write(frame);
    h264.write(Buffer.concat([parameterSets, frame]));
    h264.write(frame.subarray(4));
    await h264.close();
    expect(h264.skipped).toBe(1);
    expect(readFileSync(file('a.h264'))).toEqual(Buffer.concat([parameterSets, frame, frame]));
  });
});

describeWithTool('ffmpeg', 'ffmpeg', (ffmpeg) => {
  const decode = (path: string, ...format: string[]): Buffer =>
    execFileSync(ffmpeg, ['-v', 'error', '-i', path, ...format, '-']);

  test('reads back every sample of a WAV file, closed or not', async () => {
    const pcm = tone(16_000);
    const wav = writeWav(file('f.wav'));
    wav.write(pcm);
    await expect.poll(() => readFileSync(file('f.wav')).length).toBe(44 + 32_000);
    expect(decode(file('f.wav'), '-f', 's16le')).toEqual(pcm);
    await wav.close();
    expect(decode(file('f.wav'), '-f', 's16le')).toEqual(pcm);
  });

  test('reads the cues of a WebVTT file', async () => {
    const vtt = writeVtt(file('f.vtt'));
    const text = 'Tom & Jerry <3';
    vtt.write({ text, timestamp: 1000, startTs: 1000, endTs: 2500, userName: 'Ana' });
    await vtt.close();
    expect(decode(file('f.vtt'), '-f', 'srt').toString()).toMatch(/00:00:00,000 --> 00:00:01,500\r?\n/);
  });
});
