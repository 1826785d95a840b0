import { useEffect, useRef } from 'preact/hooks';

/** Part of the level that is left after each frame. */
const FALL = 0.88;

/** Props of {@link LevelMeter}. */
export interface LevelMeterProps {
  /** Levels by user id, from 0 to 1. The meter lets them fall. */
  readonly levels: Map<number, number>;
  readonly userId: number;
  readonly name: string;
}

/** The level of one participant's audio. */
export function LevelMeter({ levels, userId, name }: LevelMeterProps) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let handle = 0;
    const draw = (): void => {
      const level = levels.get(userId) ?? 0;
      levels.set(userId, level < 0.01 ? 0 : level * FALL);
      const meter = bar.current;
      if (meter !== null) {
        meter.style.setProperty('--level', level.toFixed(3));
        const percent = String(Math.round(level * 20) * 5);
        if (meter.getAttribute('aria-valuenow') !== percent) meter.setAttribute('aria-valuenow', percent);
      }
      handle = requestAnimationFrame(draw);
    };
    handle = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(handle);
  }, [levels, userId]);
  return (
    <div
      ref={bar}
      class="level"
      role="meter"
      aria-label={`Level of ${name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  );
}
