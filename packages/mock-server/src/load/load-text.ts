/** The result of a load test for people who watch a terminal. */
import { shownBytes, shownMs } from '../cassette/report/report-text.js';
import type { LoadReport, LoadSample, RuleCount } from './load-report.js';
import { wasLimit } from './mock-limits.js';
import {
  shownApp,
  shownDrops,
  shownInnocence,
  shownLosses,
  shownMeetings,
  shownMock,
  shownOutcome,
  shownThreshold,
  shownTime,
  timeRows,
} from './shown-values.js';
import { shownCount, shownWebhooks } from './webhook-causes.js';

/** Emphasises a text, as a terminal can. */
export type Paint = (colour: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

const PLAIN: Paint = (_colour, text) => text;

/** Width of the first column. */
const NAME_WIDTH = 26;

const CELL_WIDTH = 12;

/** Formats a report as tables. */
export function loadText(report: LoadReport, paint: Paint = PLAIN): string {
  return [
    '',
    paint('bold', shownMeetings(report)),
    ...(report.failure === undefined ? [] : [paint('red', report.failure)]),
    '',
    ...timesText(report, paint),
    '',
    ...countsText(report),
    '',
    ...verdictsText(report, paint),
    ...thresholdsText(report, paint),
    ...report.mock.limits.map((limit) => paint('yellow', limit)),
    outcomeText(report, paint),
    '',
  ].join('\n');
}

function timesText(report: LoadReport, paint: Paint): string[] {
  const { join, firstFrame, keepAlive, waiting, lateness } = report;
  const rows = timeRows([
    ['webhook to media', join],
    ['media to first frame', firstFrame],
    ['lag: keep-alive answered', keepAlive],
    ['lag: media read', waiting],
    ['lateness of the mock', lateness],
  ]);
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
  return [
    paint('bold', line('', ['p50', 'p99', 'max'])),
    ...rows.map(({ name, cells }) => line(name, cells)),
  ];
}

function countsText(report: LoadReport): string[] {
  const { media, app } = report;
  return [
    row('webhooks', shownWebhooks(report)),
    row('media', `${media.frames.toLocaleString('en')} frames, ${shownBytes(media.bytes)}`),
    row('drops', shownDrops(media)),
    row('interruptions', shownLosses(report)),
    row('mock', shownMock(report)),
    ...(app ? [row('app', shownApp(app))] : []),
  ];
}

function row(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)}${text}`;
}

function verdictsText(report: LoadReport, paint: Paint): string[] {
  const { verdicts, mock, lateness } = report;
  const isDoubtful = wasLimit({ ...mock, lateness });
  const doubt = (rule: RuleCount): string =>
    rule.timed && isDoubtful ? '; it measures time, and the mock was the limit' : '';
  const shown = verdicts.filter(({ severity }) => severity !== 'note');
  if (shown.length === 0) return [row('verdicts', shownInnocence(report)), ''];
  return shown.flatMap((one) => [
    `${paint(one.severity === 'error' ? 'red' : 'yellow', `${one.severity} ${one.rule}`)}: ${shownCount(one)}${doubt(one)}`,
    `  ${paint('bold', 'Fix:')} ${one.fix}`,
    '',
  ]);
}

function thresholdsText({ thresholds }: LoadReport, paint: Paint): string[] {
  return thresholds.map((result) => paint(result.passed ? 'green' : 'red', shownThreshold(result)));
}

function outcomeText({ exitCode, thresholds, failure, ms }: LoadReport, paint: Paint): string {
  const text = `${shownMs(ms)}; exit code ${exitCode}: ${shownOutcome(exitCode, thresholds, failure)}`;
  return paint(exitCode === 0 ? 'green' : 'red', text);
}

/** Durations below which 99 % of them would be all of them. */
const LEAST_OF_P99 = 100;

function lagText({ lagP99Ms, lagCount }: LoadSample): string {
  if (lagCount === 0) return 'lag -';
  return `lag ${lagCount < LEAST_OF_P99 ? 'max' : 'p99'} ${shownTime(lagP99Ms)}`;
}

/** One line about a running test: `12 s  40/500 joined  lag p99 12 ms  …`. */
export function progressText(sample: LoadSample, meetings: number): string {
  const { atMs, joined, active, latenessP99Ms, dropped, interruptions } = sample;
  const { mockCpuPercent, mockBytes, appCpuPercent, appBytes } = sample;
  return [
    `${Math.round(atMs / 1000)} s`,
    `${joined}/${meetings} joined`,
    `${active} active`,
    lagText(sample),
    `mock late p99 ${shownTime(latenessP99Ms)}`,
    `${dropped} drops`,
    `${interruptions} interruptions`,
    `mock ${mockCpuPercent} % ${shownBytes(mockBytes)}`,
    ...(appCpuPercent === undefined ? [] : [`app ${appCpuPercent} % ${shownBytes(appBytes ?? 0)}`]),
  ].join('  ');
}
