import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { theme } from '../ui/theme.js';

/** One line of a plot. */
export interface PlotLine {
  readonly label: string;
  /** Number of the colour, from 0. */
  readonly colour: number;
  /** By second of the time axis; null where there is no value. */
  readonly values: readonly (number | null)[];
}

/** Props of {@link Plot}. */
export interface PlotProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  /** Text of a value on the axis. */
  readonly format: (value: number) => string;
}

const HEIGHT = 120;

/** A time plot that follows its data. */
export function Plot({ title, times, lines, format }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shape = `${lines.map(({ label }) => label).join(' ')} ${theme.value}`;
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const made = new uPlot(
      optionsOf(current, lines, format),
      [[], ...lines.map(() => [])] as uPlot.AlignedData,
      current,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height: HEIGHT }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [shape]);
  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData);
  }, [times, lines, shape]);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={box} class="plot-box" />
    </figure>
  );
}

function optionsOf(
  box: HTMLElement,
  lines: readonly PlotLine[],
  format: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '11px system-ui, sans-serif',
  };
  return {
    width: Math.max(100, box.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, size: 24, values: (_plot, splits) => splits.map((value) => `${Math.round(value)} s`) },
      { ...axis, size: 56, values: (_plot, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...lines.map(({ label, colour: number }) => ({
        label,
        stroke: colour(`--series-${number % 6}`),
        width: 1.5,
        points: { show: false },
      })),
    ],
  };
}
