/**
 * G.722 encoder at 64 kbit/s after ITU-T G.722 (09/2012). It splits the audio into two bands of 8 kHz each and encodes
 * them with 6 and 2 bits of adaptive differential PCM. Names follow the figures and block names of the recommendation.
 */

/** Coefficients of the splitting filter (table 11). */
const QMF = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11] as const;

/** Decision levels of the 6-bit lower-band quantizer (table 14). */
const Q6 = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219,
  1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
] as const;
const ILN = [
  0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7,
  6, 5, 4,
] as const;
const ILP = [
  0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,
  35, 34, 33, 32,
] as const;

/** Inverse quantizers and scale factor multipliers (tables 15 to 19), indexed by code word. */
const QM4 = [
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
] as const;
const WL4 = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60] as const;
const QM2 = [-7408, -1616, 7408, 1616] as const;
const WH2 = [798, -214, 798, -214] as const;
/** Antilogarithm table for the scale factors (table 20). */
const ILB = [
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
  3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
] as const;

function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** Predictor and step size of one band, which encoder and decoder share. */
class Band {
  /** Predicted signal. */
  s = 0;
  /** Step size. */
  det: number;
  private sz = 0;
  /** Logarithmic step size. */
  private nb = 0;
  private readonly r = new Int32Array(3);
  private readonly a = new Int32Array(3);
  private readonly p = new Int32Array(3);
  private readonly d = new Int32Array(7);
  private readonly b = new Int32Array(7);

  constructor(det: number) {
    this.det = det;
  }

  /** Blocks LOGSCL/LOGSCH and SCALEL/SCALEH: adapts the step size to the level. */
  adaptStep(weight: number, limit: number, exponent: number): void {
    this.nb = Math.max(0, Math.min(limit, ((this.nb * 127) >> 7) + weight));
    const shift = exponent - (this.nb >> 11);
    const mantissa = ILB[(this.nb >> 6) & 31] as number;
    this.det = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
  }

  /** Block 4 of the recommendation: updates the state with the quantized difference and predicts the next sample. */
  update(difference: number): void {
    const { r, a, p, d, b } = this;
    d[0] = difference;
    r[0] = saturate(this.s + difference);
    p[0] = saturate(this.sz + difference);
    this.adaptPoles();

    // UPZERO and DELAYA
    const step = difference === 0 ? 0 : 128;
    const sign = difference >> 15;
    for (let i = 6; i > 0; i--) {
      const toward = (d[i] as number) >> 15 === sign ? step : -step;
      b[i] = saturate(toward + (((b[i] as number) * 32_640) >> 15));
    }
    d.copyWithin(1, 0, 6);
    r.copyWithin(1, 0, 2);
    p.copyWithin(1, 0, 2);

    // FILTEP, FILTEZ, PREDIC
    let pole = 0;
    for (let i = 1; i < 3; i++) pole += ((a[i] as number) * saturate((r[i] as number) * 2)) >> 15;
    let zero = 0;
    for (let i = 6; i > 0; i--) zero += ((b[i] as number) * saturate((d[i] as number) * 2)) >> 15;
    this.sz = saturate(zero);
    this.s = saturate(saturate(pole) + this.sz);
  }

  /** UPPOL2 and UPPOL1: the second-order predictor. */
  private adaptPoles(): void {
    const { a, p } = this;
    const [a1, a2] = [a[1] as number, a[2] as number];
    const sign = (p[0] as number) >> 15;
    const likeLast = sign === (p[1] as number) >> 15;
    const likeBefore = sign === (p[2] as number) >> 15;

    const toward = saturate(a1 << 2);
    const shift = (likeLast ? Math.min(32_767, -toward) : toward) >> 7;
    const second = (likeBefore ? 128 : -128) + shift + ((a2 * 32_512) >> 15);
    a[2] = Math.max(-12_288, Math.min(12_288, second));

    const first = saturate((likeLast ? 192 : -192) + ((a1 * 32_640) >> 15));
    const bound = saturate(15_360 - a[2]);
    a[1] = Math.max(-bound, Math.min(bound, first));
  }
}

function encodeLower(band: Band, signal: number): number {
  const el = saturate(signal - band.s);
  const magnitude = el >= 0 ? el : -(el + 1);
  let level = 1;
  while (level < 30 && magnitude >= ((Q6[level] as number) * band.det) >> 12) level++;
  const code = (el < 0 ? ILN[level] : ILP[level]) as number;
  const coarse = code >> 2;
  const difference = (band.det * (QM4[coarse] as number)) >> 15;
  band.adaptStep(WL4[coarse] as number, 18_432, 8);
  band.update(difference);
  return code;
}

function encodeUpper(band: Band, signal: number): number {
  const eh = saturate(signal - band.s);
  const magnitude = eh >= 0 ? eh : -(eh + 1);
  const outer = magnitude >= (564 * band.det) >> 12;
  const code = eh < 0 ? (outer ? 0 : 1) : outer ? 2 : 3;
  const difference = (band.det * (QM2[code] as number)) >> 15;
  band.adaptStep(WH2[code], 22_528, 10);
  band.update(difference);
  return code;
}

/**
 * Returns a stateful encoder for 16 kHz mono samples. Each call takes an even number of samples and returns one byte per
 * two samples.
 */
export function createG722Encoder(): (samples: Int16Array) => Buffer {
  const history = new Int32Array(24);
  const lower = new Band(32);
  const upper = new Band(8);
  return (samples) => {
    const bytes = Buffer.allocUnsafe(samples.length >> 1);
    for (let i = 0; i < bytes.length; i++) {
      history.copyWithin(0, 2);
      history[22] = samples[2 * i] as number;
      history[23] = samples[2 * i + 1] as number;
      let odd = 0;
      let even = 0;
      for (let tap = 0; tap < 12; tap++) {
        odd += (history[2 * tap] as number) * (QMF[tap] as number);
        even += (history[2 * tap + 1] as number) * (QMF[11 - tap] as number);
      }
      const low = encodeLower(lower, (even + odd) >> 14);
      const high = encodeUpper(upper, (even - odd) >> 14);
      bytes[i] = (high << 6) | low;
    }
    return bytes;
  };
}
