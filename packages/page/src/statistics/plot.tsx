import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { positionTicks, SECOND_STEPS, WHOLE_STEPS } from './ticks.js';
import { theme } from '../ui/theme.js';

/** One line of a plot. */
export interface PlotLine {
  readonly label: string;
  /** Number of the colour, from 0. */
  readonly colour: number;
  /** By position of the time axis; null where there is no value. */
  readonly values: readonly (number | null)[];
}

/** Props of {@link Plot}. */
export interface PlotProps {
  readonly title: string;
  /** Positions in the meeting, in seconds. */
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  /** Labels of values on the axis. */
  readonly ticks: (values: readonly number[]) => string[];
}

const HEIGHT = 120;

/** A time plot that follows its data. */
export function Plot({ title, times, lines, ticks }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shape = `${lines.map(({ label }) => label).join(' ')} ${theme.value}`;
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const made = new uPlot(
      optionsOf(current, lines, ticks),
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

function optionsOf(box: HTMLElement, lines: readonly PlotLine[], ticks: PlotProps['ticks']): uPlot.Options {
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
      { ...axis, size: 24, incrs: [...SECOND_STEPS], values: (_plot, splits) => positionTicks(splits) },
      { ...axis, size: 60, incrs: [...WHOLE_STEPS], values: (_plot, splits) => ticks(splits) },
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
