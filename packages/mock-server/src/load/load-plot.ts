/** A load report as a picture: the course of the run. */
import { escaped, shown, svgDocument, text, timeAxis } from '../cassette/report/svg.js';
import type { LoadReport, LoadSample } from './load-report.js';
import { counted, shownTime } from './shown-values.js';

const WIDTH = 1000;
const LEFT = 150;
const RIGHT = 20;
const TOP = 44;
const ROW = 110;
const PLOT = { width: WIDTH - LEFT - RIGHT, height: 76 };

/** One line in a row. Colours are readable on white and on black. */
interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly value: (sample: LoadSample) => number;
}

/** Curves with a common scale. */
interface Row {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly shown: (value: number) => string;
  /** Smallest end of the scale. */
  readonly least: number;
}

/** Returns an SVG document: meetings, lag, lateness, drops and processor over time. */
export function loadPlot(report: LoadReport): string {
  const { plan, samples, startedAt, meetings } = report;
  const endMs = Math.max(1, samples.at(-1)?.atMs ?? 1);
  const x = (ms: number): number => LEFT + (ms / endMs) * PLOT.width;
  const rows = rowsOf(report);
  const height = TOP + rows.length * ROW + 24;
  const title = `rtms-mock load · ${startedAt} · ${meetings.joined} of ${counted(plan.meetings, 'meeting')} joined`;
  return svgDocument({ width: WIDTH, height, title }, [
    text(10, 22, title, 'bold'),
    ...rows.map(
      (row, index) => `<g transform="translate(0 ${TOP + index * ROW})">${plotRow(row, samples, x)}</g>`,
    ),
    timeAxis({ x, endMs, top: TOP - 8, height }),
  ]);
}

function rowsOf({ plan, app }: LoadReport): Row[] {
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const percent = (value: number): string => `${Math.round(value)} %`;
  return [
    {
      title: 'meetings',
      shown: number,
      least: plan.meetings,
      curves: [
        { name: 'started', colour: '#7a8594', value: ({ started }) => started },
        { name: 'joined', colour: '#2f7fd1', value: ({ joined }) => joined },
        { name: 'active', colour: '#2e9e5b', value: ({ active }) => active },
      ],
    },
    {
      title: 'lag of the app, p99',
      shown: shownTime,
      least: 1,
      curves: [{ name: 'lag', colour: '#d63f3f', value: ({ lagP99Ms }) => lagP99Ms }],
    },
    {
      title: 'lateness of the mock, p99',
      shown: shownTime,
      least: 1,
      curves: [{ name: 'lateness', colour: '#8a6bd1', value: ({ latenessP99Ms }) => latenessP99Ms }],
    },
    {
      title: 'drops, interruptions',
      shown: number,
      least: 1,
      curves: [
        { name: 'drops', colour: '#d18a2f', value: ({ dropped }) => dropped },
        { name: 'interruptions', colour: '#c05fa0', value: ({ interruptions }) => interruptions },
      ],
    },
    {
      title: 'processor, of a core',
      shown: percent,
      least: 100,
      curves: [
        { name: 'mock', colour: '#2f7fd1', value: ({ mockCpuPercent }) => mockCpuPercent },
        ...(app
          ? [
              {
                name: 'app',
                colour: '#d18a2f',
                value: ({ appCpuPercent = 0 }: LoadSample) => appCpuPercent,
              },
            ]
          : []),
      ],
    },
  ];
}

function plotRow(row: Row, samples: readonly LoadSample[], x: (ms: number) => number): string {
  const top = Math.max(
    row.least,
    ...samples.flatMap((sample) => row.curves.map(({ value }) => value(sample))),
  );
  const y = (value: number): number => PLOT.height - (value / top) * PLOT.height;
  return [
    text(10, 14, row.title),
    text(10, PLOT.height, `0 to ${row.shown(top)}`, 'small'),
    ...row.curves.map(
      ({ name, colour }, index) =>
        `<text x="10" y="${30 + index * 14}" font-size="11" fill="${colour}">${escaped(name)}</text>`,
    ),
    `<path d="M${LEFT} ${PLOT.height}H${WIDTH - RIGHT}M${LEFT} 0H${WIDTH - RIGHT}" stroke="#7a8594" stroke-opacity="0.5" fill="none"/>`,
    ...row.curves.map(({ name, colour, value }) => {
      const points = samples.map((sample) => `${shown(x(sample.atMs))} ${shown(y(value(sample)))}`);
      const path = points.length === 0 ? '' : `M${LEFT} ${shown(y(0))}L${points.join('L')}`;
      return `<path d="${path}" stroke="${colour}" stroke-width="1.5" fill="none"><title>${escaped(name)}</title></path>`;
    }),
  ].join('');
}
