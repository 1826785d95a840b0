import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Line } from './line.js';
import { timeOfDay } from './words.js';

/** Props of {@link Lines}. */
export interface LinesProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly empty: string;
}

/** Lines of text that grow at the end, where they are scrolled to. */
export function Lines({ label, lines, empty }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  return (
    <div ref={box} class="lines" role="log" aria-label={label} tabIndex={0}>
      {lines.length === 0 && <p class="hint">{empty}</p>}
      {lines.map(({ key, name, timestamp, text }) => (
        <p key={key}>
          <span class="cell-time">{timeOfDay(timestamp).slice(0, 8)}</span> <strong>{name}</strong> {text}
        </p>
      ))}
    </div>
  );
}
