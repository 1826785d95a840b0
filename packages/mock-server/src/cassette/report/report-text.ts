/** A report for people. */
import { table, type Cell } from './table.js';
import type { CassetteReport, StreamReport } from './cassette-report.js';

/** Gaps, people and moments that are printed. */
const SHOWN = { gaps: 3, people: 20, course: 40 } as const;

/** Returns the report as lines of text, with tables. */
export function reportText(report: CassetteReport): string {
  return [summary(report), ...report.streams.map(streamText)].join('\n');
}

function summary({ path, header, fileBytes, durationMs, lines, notes, streams }: CassetteReport): string {
  const { generation, product, startedAt, payload, redacted, recorder } = header;
  const facts = [
    `${path}: ${shownBytes(fileBytes)}, ${lines.toLocaleString('en')} lines, ${shownMs(durationMs)}, generation ${generation}`,
    `recorded ${startedAt} by ${[product.name, product.version].join(' ').trim() || recorder} (${recorder})`,
    `payload ${payload}${redacted.length > 0 ? `, replaced: ${redacted.join(', ')}` : ''}`,
    ...(streams.length === 0 ? ['No stream: neither a webhook nor a handshake names one.'] : []),
    ...notes,
  ];
  return `${facts.join('\n')}\n`;
}

function streamText(stream: StreamReport): string {
  const { streamId, entityId } = stream;
  const parts = [
    `Stream ${streamId}${entityId === '' ? '' : ` of ${entityId}`}`,
    peopleText(stream),
    mediaText(stream),
    connectionsText(stream),
    webhooksText(stream),
    keepAlivesText(stream),
    courseText(stream),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function peopleText({ people }: StreamReport): string {
  const heads = ['id', 'name', 'audio', 'video', 'share', 'transcript', 'chat', 'from', 'to'];
  const types = ['audio', 'video', 'deskshare', 'transcript', 'chat'];
  const rows = people
    .slice(0, SHOWN.people)
    .map(({ id, name, messages, firstMs, lastMs }) => [
      id,
      name,
      ...types.map((type) => messages[type] ?? 0),
      shownMs(firstMs),
      shownMs(lastMs),
    ]);
  return section('Who', heads, [...rows, ...more(people.length, SHOWN.people)]);
}

function mediaText({ media }: StreamReport): string {
  const heads = ['media', 'messages', 'bytes', 'per s', 'from', 'to', 'gaps', 'longest gap'];
  const rows = media.map(({ gaps: [longest], lateness, ...one }) => [
    one.type,
    one.messages,
    shownBytes(one.bytes),
    one.perSecond.toFixed(1),
    shownMs(one.firstMs),
    shownMs(one.lastMs),
    one.gapCount,
    longest === undefined ? '' : `${shownMs(longest.lengthMs)} at ${shownMs(longest.atMs)}`,
    ...(lateness === undefined ? [] : [lateness.p50, lateness.p99, lateness.max].map((ms) => `${ms} ms`)),
  ]);
  return section('How much', [...heads, 'late p50', 'p99', 'max'], rows);
}

function connectionsText({ connections }: StreamReport): string {
  const heads = ['id', 'socket', 'media', 'opened', 'closed', 'code', 'by', 'to app', 'to service'];
  const rows = connections.map(({ id, socket, mediaTypes, openedMs, closed, toApp, toService }) => [
    id,
    socket,
    mediaTypes.join(' '),
    shownMs(openedMs),
    ...(closed === undefined ? ['', '', ''] : [shownMs(closed.atMs), String(closed.code), closed.by]),
    toApp,
    toService,
  ]);
  return section('Connections', heads, rows);
}

function webhooksText({ webhooks }: StreamReport): string {
  const rows = webhooks.map(({ event, atMs, answer = '', answerMs }) => [
    event,
    shownMs(atMs),
    answer,
    answerMs === undefined ? '' : shownMs(answerMs),
  ]);
  return section('Webhooks', ['event', 'at', 'answer', 'after'], rows);
}

function keepAlivesText({ keepAlives }: StreamReport): string {
  const rows = keepAlives.map(({ socket, requests, answers, slowestMs }) => [
    socket,
    requests,
    answers,
    shownMs(slowestMs),
  ]);
  return section('Keep-alives', ['socket', 'requests', 'answers', 'slowest'], rows);
}

function courseText({ course }: StreamReport): string {
  const rows = course.slice(0, SHOWN.course).map(({ atMs, what }) => [shownMs(atMs), what]);
  return section('When', ['at', 'what'], [...rows, ...more(course.length, SHOWN.course)]);
}

function section(title: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return rows.length === 0 ? '' : `\n${title}\n${table(heads, rows)}`;
}

function more(count: number, shown: number): readonly (readonly Cell[])[] {
  return count > shown ? [['…', `and ${count - shown} more; --json prints all`]] : [];
}

/** A size for people: `512 B`, `1.5 kB`, `20.3 MB`. */
export function shownBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** A time for people: `85 ms`, `2.345 s`, `1 h 02 min 03 s`. */
export function shownMs(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)} s`;
  const seconds = Math.round(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const rest = `${pad(Math.floor(seconds / 60) % 60)} min ${pad(seconds % 60)} s`;
  return seconds < 3600 ? rest.replace(/^0/, '') : `${Math.floor(seconds / 3600)} h ${rest}`;
}
