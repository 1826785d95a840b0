/** Linear PCM: mixing, channels and the L16 encoding of the wire. */
import { endianness } from 'node:os';

/** True if typed arrays of this machine are little-endian, as the samples of L16 and WAV are. */
export const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** Adds `samples` to `target`, starting at `offset`, clamped to 16 bits. Ignores samples outside of `target`. */
export function mixInto(target: Int16Array, samples: Int16Array, offset: number): void {
  const from = Math.max(0, -offset);
  const to = Math.min(samples.length, target.length - offset);
  for (let i = from; i < to; i++) {
    const sum = (target[offset + i] ?? 0) + (samples[i] ?? 0);
    target[offset + i] = Math.max(-32_768, Math.min(32_767, sum));
  }
}

/** Duplicates mono samples to `channels` interleaved channels. */
export function upmix(mono: Int16Array, channels: 1 | 2): Int16Array {
  if (channels === 1) return mono;
  const stereo = new Int16Array(mono.length * 2);
  for (let i = 0; i < mono.length; i++) {
    const sample = mono[i] ?? 0;
    stereo[2 * i] = sample;
    stereo[2 * i + 1] = sample;
  }
  return stereo;
}

/** Encodes L16 as RTMS does: signed 16-bit little-endian, although L16 is big-endian in RTP (PROTOCOL.md §11.5). */
export function encodeL16(samples: Int16Array): Buffer {
  const bytes = Buffer.from(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return IS_LITTLE_ENDIAN ? bytes : bytes.swap16();
}
