/** Labels of the axes of plots: round numbers, each once. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** Steps between two labels of an axis of whole numbers: 1, 2, 5, 10 and so on. */
export const WHOLE_STEPS: readonly number[] = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();

/** Steps between two labels of an axis of time, in seconds. */
export const SECOND_STEPS: readonly number[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** Labels of whole numbers: `0`, `500`, `1,000`. */
export function countTicks(values: readonly number[]): string[] {
  return values.map((value) => Math.round(value).toLocaleString('en'));
}

/** Labels in milliseconds: `0 ms`, `200 ms`. */
export function millisecondTicks(values: readonly number[]): string[] {
  return countTicks(values).map((text) => `${text} ms`);
}

/** Labels in one unit, with as many decimals as their steps need: `0 MB`, `0.5 MB`, `1.0 MB`. */
export function byteTicks(values: readonly number[]): string[] {
  const max = Math.max(0, ...values);
  const unit = BYTE_UNITS.findLastIndex((_, power) => max >= 1000 ** power);
  const scale = 1000 ** Math.max(0, unit);
  const step = ((values[1] ?? 0) - (values[0] ?? 0)) / scale;
  const decimals = step <= 0 || step >= 1 ? 0 : Math.ceil(-Math.log10(step));
  return values.map((value) => `${(value / scale).toFixed(decimals)} ${BYTE_UNITS[Math.max(0, unit)] ?? ''}`);
}

/** Positions in the meeting: `0:05`, `4:45`, `1:00:00`. */
export function positionTicks(seconds: readonly number[]): string[] {
  return seconds.map((value) => {
    const whole = Math.max(0, Math.round(value));
    const two = (part: number): string => String(part).padStart(2, '0');
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return hours === 0 ? `${minutes}:${two(rest)}` : `${hours}:${two(minutes)}:${two(rest)}`;
  });
}
