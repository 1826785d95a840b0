/** Sample rate conversion with a linear-phase windowed-sinc filter. */

import { runSteps, type Steps } from '../tracks/steps.js';

/** Filter length on each side, in samples of the slower of the two rates. */
const HALF_TAPS = 16;
/** Kaiser window shape: about 80 dB of stop-band attenuation. */
const KAISER_BETA = 8;
/** Pass band as a fraction of the slower rate's Nyquist frequency; the rest is the transition band. */
const PASS_BAND = 0.94;

/** Modified Bessel function of the first kind, order zero (power series). */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Computes one set of filter weights for each position of an output sample between two input samples. */
function makePhases(
  up: number,
  down: number,
): { readonly reach: number; readonly phases: readonly Float64Array[] } {
  const slower = Math.min(1, up / down);
  const cutoff = slower * PASS_BAND;
  const reach = Math.ceil(HALF_TAPS / slower);
  const phases = Array.from({ length: up }, (_, phase) => {
    const weights = new Float64Array(2 * reach);
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) {
      const distance = tap - reach + 1 - phase / up;
      const edge = distance / reach;
      const window =
        Math.abs(edge) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge)) / besselI0(KAISER_BETA);
      weights[tap] = sinc(distance * cutoff) * window;
      sum += weights[tap] ?? 0;
    }
    return weights.map((weight) => weight / sum);
  });
  return { reach, phases };
}

/**
 * Returns a function that converts mono samples, with silence assumed before and after them. The result has exactly
 * `samples × toHz / fromHz` samples and no delay. With equal rates it returns its argument.
 */
export function createResampler(fromHz: number, toHz: number): (samples: Int16Array) => Int16Array {
  const steps = createSteppedResampler(fromHz, toHz);
  return (samples) => runSteps(steps(samples));
}

/** Output samples of a step: few, because the first steps of a process run before the code is compiled. */
const STEP_SAMPLES = 512;

/** As {@link createResampler}, in steps. */
export function createSteppedResampler(
  fromHz: number,
  toHz: number,
): (samples: Int16Array) => Steps<Int16Array> {
  if (fromHz === toHz) {
    return function* (samples) {
      yield;
      return samples;
    };
  }
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const { reach, phases } = makePhases(up, down);
  return function* (samples) {
    const output = new Int16Array(Math.floor((samples.length * up) / down));
    // Silence on both sides, because the filter reads beyond the ends.
    const padded = new Float64Array(samples.length + 2 * reach);
    padded.set(samples, reach);
    for (let i = 0; i < output.length; i++) {
      const position = i * down;
      const weights = phases[position % up] as Float64Array;
      const first = Math.floor(position / up) + 1;
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++)
        sum += (padded[first + tap] as number) * (weights[tap] as number);
      output[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
      if (i % STEP_SAMPLES === STEP_SAMPLES - 1) yield;
    }
    return output;
  };
}
