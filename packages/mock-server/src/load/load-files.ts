/** The result of a load test in files: JSON, Markdown and SVG. */
import { shownBytes, shownMs } from '../cassette/report/report-text.js';
import { loadPlot } from './load-plot.js';
import type { LoadReport } from './load-report.js';
import {
  shownApp,
  shownDrops,
  shownInnocence,
  shownLosses,
  shownMeetings,
  shownMock,
  shownOutcome,
  shownThreshold,
  timeRows,
} from './shown-values.js';
import { shownCount, shownWebhooks } from './webhook-causes.js';

/** Formats of report files. */
export const LOAD_REPORT_FORMATS = ['json', 'markdown', 'svg'] as const;

/** One of {@link LOAD_REPORT_FORMATS}. */
export type LoadReportFormat = (typeof LOAD_REPORT_FORMATS)[number];

/** Formats a report. */
export function loadFile(format: LoadReportFormat, report: LoadReport): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'markdown':
      return markdown(report);
    case 'svg':
      return loadPlot(report);
  }
}

function markdown(report: LoadReport): string {
  const { plan, join, firstFrame, keepAlive, waiting, lateness, media } = report;
  const { mock, app, thresholds, exitCode, failure } = report;
  const rows = timeRows([
    ['webhook to media', join],
    ['media to first frame', firstFrame],
    ['lag: keep-alive answered', keepAlive],
    ['lag: media read', waiting],
    ['lateness of the mock', lateness],
  ]);
  return [
    '# rtms-mock load',
    '',
    `${shownMeetings(report)}; ${shownMs(report.ms)}; exit code ${exitCode}: ${shownOutcome(exitCode, thresholds, failure)}.`,
    '',
    ...(failure === undefined ? [] : [failure, '']),
    ...mock.limits.flatMap((limit) => [`**${limit}**`, '']),
    '| | p50 | p99 | max |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(({ name, cells }) => `| ${name} | ${cells.join(' | ')} |`),
    '',
    '| | |',
    '| --- | --- |',
    `| meetings | ${plan.meetings} over ${shownMs(plan.rampMs)}, for ${shownMs(plan.forMs)}; scenario ${plan.scenario.replaceAll('|', '\\|')}, speakers ${plan.speakers} |`,
    `| webhooks | ${shownWebhooks(report)} |`,
    `| media | ${media.frames.toLocaleString('en')} frames, ${shownBytes(media.bytes)} |`,
    `| drops | ${shownDrops(media)} |`,
    `| interruptions | ${shownLosses(report)} |`,
    `| mock | ${shownMock(report)} |`,
    ...(app ? [`| app | ${shownApp(app)} |`] : []),
    '',
    ...list('Thresholds', thresholds.map(shownThreshold)),
    ...list('Verdicts', verdictItems(report)),
  ].join('\n');
}

function verdictItems(report: LoadReport): string[] {
  if (report.verdicts.length === 0) return [`${shownInnocence(report)}.`];
  return report.verdicts.map((one) => `${one.severity} \`${one.rule}\`: ${shownCount(one)}. Fix: ${one.fix}`);
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map((item) => `- ${item}`), ''];
}
