import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { BitWriter } from '../../src/media/codecs/bit-writer.js';
import { encodeALaw } from '../../src/media/codecs/g711.js';
import { createG722Encoder } from '../../src/media/codecs/g722.js';
import { NalHeader, nalUnit } from '../../src/media/codecs/h264-nal.js';
import { levelFor } from '../../src/media/codecs/h264-parameter-sets.js';
import { createImage } from '../../src/media/codecs/indexed-image.js';
import { createJpegEncoder } from '../../src/media/codecs/jpeg-encoder.js';
import { encodeL16, mixInto, upmix } from '../../src/media/codecs/pcm.js';
import { encodePng } from '../../src/media/codecs/png.js';
import { runSteps } from '../../src/media/tracks/steps.js';
import { createResampler } from '../../src/media/codecs/resampler.js';
import { parseWav } from '../../src/media/codecs/wav.js';

function sine(hz: number, rateHz: number, samples: number, level = 12_000): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) =>
    Math.round(level * Math.sin((2 * Math.PI * hz * i) / rateHz)),
  );
}

/** Signal-to-noise ratio in decibels. */
function snr(expected: Int16Array, actual: Int16Array): number {
  let [signal, noise] = [0, 0];
  expected.forEach((sample, i) => {
    signal += sample ** 2;
    noise += (sample - (actual[i] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / Math.max(noise, 1e-9));
}

describe('PCM', () => {
  test('L16 is little-endian', () => {
    expect(encodeL16(Int16Array.of(1, -2, 0x1234))).toEqual(Buffer.from([1, 0, 0xfe, 0xff, 0x34, 0x12]));
  });

  test('mixing adds, clips, and ignores samples outside of the target', () => {
    const target = Int16Array.of(30_000, -30_000, 5);
    mixInto(target, Int16Array.of(9, 10_000, -10_000), -1);
    expect(target).toEqual(Int16Array.of(32_767, -32_768, 5));
    mixInto(target, Int16Array.of(1, 2), 2);
    expect(target[2]).toBe(6);
  });

  test('stereo is interleaved', () => {
    expect(upmix(Int16Array.of(1, 2), 2)).toEqual(Int16Array.of(1, 1, 2, 2));
  });

  test('a file that is not 16-bit PCM is refused, with the format that was found', () => {
    expect(() => parseWav(Buffer.from('hello'))).toThrow('does not start with RIFF');
    const wav = Buffer.alloc(44);
    wav.write('RIFF....WAVEfmt ', 'latin1');
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(3, 20);
    wav.writeUInt16LE(32, 34);
    wav.write('data', 36);
    expect(() => parseWav(wav)).toThrow('not 16-bit PCM: format 3 with 32 bits');
  });
});

describe('sample rates', () => {
  test.each([
    [8000, 1000],
    [32_000, 1000],
    [48_000, 3000],
    [48_000, 6000],
  ])('16000 to %d Hz keeps a tone of %d Hz where it was', (toHz, hz) => {
    const converted = createResampler(16_000, toHz)(sine(hz, 16_000, 16_000));
    expect(converted).toHaveLength(toHz);
    const middle = [toHz / 4, (toHz * 3) / 4] as const;
    expect(snr(sine(hz, toHz, toHz).subarray(...middle), converted.subarray(...middle))).toBeGreaterThan(60);
  });

  test('frequencies above 4 kHz are removed at 8000 Hz, without aliasing', () => {
    const converted = createResampler(16_000, 8000)(sine(5500, 16_000, 16_000));
    expect(Math.max(...converted.subarray(1000, 7000).map(Math.abs))).toBeLessThan(12);
  });

  test('equal rates return the samples unchanged', () => {
    const samples = sine(440, 16_000, 100);
    expect(createResampler(16_000, 16_000)(samples)).toBe(samples);
  });
});

describe('G.711 and G.722', () => {
  test.each([
    [0, 0xd5],
    [-1, 0x55],
    [16, 0xd4],
    [1000, 0xfa],
    [-1000, 0x7a],
    [32_767, 0xaa],
    [-32_768, 0x2a],
  ])('the A-law code of %d is %d', (sample, code) => {
    expect(encodeALaw(Int16Array.of(sample))[0]).toBe(code);
  });

  test('G.722 encodes two samples into one byte and keeps its state between calls', () => {
    const samples = sine(700, 16_000, 1600);
    const whole = createG722Encoder()(samples);
    const encode = createG722Encoder();
    const parts = [0, 1, 2, 3, 4].map((i) => encode(samples.subarray(i * 320, (i + 1) * 320)));
    expect(whole).toHaveLength(800);
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
  });
});

describe('bits and NAL units', () => {
  test('Exp-Golomb codes are those of the standard', () => {
    const w = new BitWriter(1);
    for (const value of [0, 1, 2, 3, 7]) w.ue(value);
    for (const value of [0, 1, -1, 2]) w.se(value);
    w.align(0);
    // 1 010 011 00100 0001000 | 1 010 011 00100
    expect(w.view()).toEqual(Buffer.from([0b10100110, 0b01000001, 0b00010100, 0b11001000]));
  });

  test.each([
    [
      [0, 0, 0],
      [0, 0, 3, 0],
    ],
    [
      [0, 0, 1, 9],
      [0, 0, 3, 1, 9],
    ],
    [
      [0, 0, 3],
      [0, 0, 3, 3],
    ],
    [
      [0, 0, 4],
      [0, 0, 4],
    ],
    [
      [7, 0, 0, 0, 0, 1],
      [7, 0, 0, 3, 0, 0, 3, 1],
    ],
  ])('payload %j is protected as %j', (payload, expected) => {
    const unit = nalUnit(NalHeader.slice, Buffer.from(payload));
    expect([...unit]).toEqual([0, 0, 0, 1, 0x61, ...expected]);
  });

  test.each([
    [640, 360, 30, 30],
    [1280, 720, 30, 31],
    [1920, 1080, 30, 40],
    [2560, 1440, 30, 50],
  ])('%d × %d at %d per second is level %d', (width, height, fps, level) => {
    expect(levelFor({ width, height, fps })).toBe(level);
  });
});

describe('images', () => {
  const picture = createImage(50, 20, [
    [10, 20, 30],
    [200, 100, 0],
  ]);
  picture.pixels[49] = 1;

  test('PNG rows contain the palette indices without the padding', () => {
    const png = encodePng(picture);
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([50, 20]);
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect(rows).toHaveLength(51 * 20);
    expect(rows.indexOf(1)).toBe(50);
  });

  test('JPG has the real size, and an image with one changed area is encoded like a new one', () => {
    const encode = createJpegEncoder();
    const before = runSteps(encode(picture, undefined));
    expect(before.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(before.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    const frame = before.indexOf(Buffer.from([0xff, 0xc0]));
    expect([before.readUInt16BE(frame + 5), before.readUInt16BE(frame + 7)]).toEqual([20, 50]);

    picture.pixels[18 * picture.stride + 3] = 1;
    const after = runSteps(encode(picture, [{ x: 3, y: 18, width: 1, height: 1 }]));
    expect(after.equals(before)).toBe(false);
    expect(after.equals(runSteps(createJpegEncoder()(picture, undefined)))).toBe(true);
  });
});
