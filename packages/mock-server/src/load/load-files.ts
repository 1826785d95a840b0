/** The result of a load test in files: JSON, Markdown and SVG. */
import { shownBytes, shownMs } from '../cassette/report/report-text.js';
import { loadPlot } from './load-plot.js';
import type { LoadReport } from './load-report.js';
import {
  counted,
  shownLosses,
  shownOutcome,
  shownThreshold,
  shownTimes,
  shownUsage,
  timeRows,
} from './shown-values.js';
import { shownWebhooks, webhooksCounted } from './webhook-causes.js';

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
  const { plan, meetings, join, firstFrame, keepAlive, waiting, lateness, media } = report;
  const { mock, app, verdicts, thresholds, exitCode, failure, webhooks } = report;
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
    `${meetings.joined} of ${counted(plan.meetings, 'meeting')} joined; ${shownMs(report.ms)}; exit code ${exitCode}: ${shownOutcome(exitCode, thresholds, failure)}.`,
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
    ...(meetings.continued > 0 ? [`| went on in another process | ${meetings.continued} |`] : []),
    `| webhooks | ${shownWebhooks(webhooks)} |`,
    `| media | ${media.frames.toLocaleString('en')} frames, ${shownBytes(media.bytes)} |`,
    `| drops | ${media.dropped.toLocaleString('en')} |`,
    `| interruptions | ${shownLosses(report)} |`,
    `| mock | ${shownUsage(mock)} |`,
    ...(app ? [`| app | ${shownUsage(app)} |`] : []),
    '',
    ...list('Thresholds', thresholds.map(shownThreshold)),
    ...list(
      'Verdicts',
      verdicts.map(
        (one) =>
          `${one.severity} \`${one.rule}\`: ${shownTimes(one.count)}${webhooksCounted(one, report)}. Fix: ${one.fix}`,
      ),
    ),
  ].join('\n');
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map((item) => `- ${item}`), ''];
}
