/** A report as a picture: what was sent when. */
import type { CassetteReport, StreamReport } from './cassette-report.js';
import type { MediaReport } from './media-figures.js';
import { shownBytes, shownMs } from './report-text.js';
import { escaped, shown, svgDocument, text, timeAxis } from './svg.js';

const WIDTH = 1000;
const LEFT = 150;
const RIGHT = 20;
const ROW = 46;
const BAR = 34;
const PLOT = WIDTH - LEFT - RIGHT;

/** Fill colours by media type, and those of gaps and marks. They are readable on white and on black. */
const COLOURS = {
  audio: '#2f7fd1',
  video: '#2e9e5b',
  deskshare: '#8a6bd1',
  transcript: '#d18a2f',
  chat: '#c05fa0',
  connection: '#7a8594',
  gap: '#d63f3f',
} as const;

/** Returns an SVG document with one row for each media type and connection of each stream. */
export function plotReport(report: CassetteReport): string {
  const endMs = Math.max(1, report.durationMs);
  const x = (ms: number): number => LEFT + (Math.min(ms, endMs) / endMs) * PLOT;
  const parts: string[] = [];
  let y = 56;
  for (const stream of report.streams) {
    parts.push(text(10, y, `Stream ${stream.streamId}`, 'bold'));
    y += 12;
    for (const row of rowsOf(stream, x, endMs)) {
      parts.push(`<g transform="translate(0 ${y})">${row}</g>`);
      y += ROW;
    }
    y += 24;
  }
  const height = y + 20;
  const { header, fileBytes, durationMs } = report;
  const title = `${report.path} · ${header.startedAt} · ${shownMs(durationMs)} · ${shownBytes(fileBytes)}`;
  return svgDocument({ width: WIDTH, height, title }, [
    text(10, 22, title, 'bold'),
    ...parts,
    timeAxis({ x, endMs, top: 36, height }),
  ]);
}

function rowsOf(stream: StreamReport, x: (ms: number) => number, endMs: number): string[] {
  return [
    ...stream.media.map((media) => mediaRow(media, x)),
    ...stream.connections.map(({ id, socket, openedMs, closed }) => {
      const end = closed?.atMs ?? endMs;
      const label = `${id} ${socket}`;
      const ending = closed === undefined ? 'open at the end' : `closed by ${closed.by} with ${closed.code}`;
      return [
        text(10, 22, label),
        `<rect x="${shown(x(openedMs))}" y="14" width="${shown(Math.max(1, x(end) - x(openedMs)))}" height="8" rx="3" fill="${COLOURS.connection}"><title>${escaped(`${label}, ${shownMs(openedMs)} to ${shownMs(end)}, ${ending}`)}</title></rect>`,
      ].join('');
    }),
  ];
}

/** Columns of pixels whose height is the number of messages. */
function mediaRow(media: MediaReport, x: (ms: number) => number): string {
  const { columnMs, counts } = media.activity;
  const bins = new Map<number, number>();
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const pixel = Math.round(x(index * columnMs));
    bins.set(pixel, (bins.get(pixel) ?? 0) + count);
  }
  const most = Math.max(1, ...bins.values());
  const width = Math.max(1, Math.ceil(x(columnMs) - x(0)));
  const bars = [...bins].map(([pixel, count]) => {
    const height = Math.max(1, Math.round((count / most) * BAR));
    return `M${pixel} ${BAR}h${width}v${-height}h${-width}z`;
  });
  const gaps = media.gaps.map(
    ({ atMs, lengthMs }) =>
      `<rect x="${shown(x(atMs))}" y="${BAR}" width="${shown(Math.max(1, x(atMs + lengthMs) - x(atMs)))}" height="4" fill="${COLOURS.gap}"><title>gap of ${shownMs(lengthMs)} at ${shownMs(atMs)}</title></rect>`,
  );
  return [
    text(10, 16, media.type),
    text(10, 31, `${media.messages.toLocaleString('en')} · ${shownBytes(media.bytes)}`, 'small'),
    `<path d="${bars.join('')}" fill="${COLOURS[media.type]}"/>`,
    ...gaps,
  ].join('');
}
