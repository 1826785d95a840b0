import { stopReasonText } from '@rtms-mock/protocol';
import { cut } from '../input/cut.js';
import type { JournalEntry } from '../journal.js';
import type { LogFields, Logger, LogLevel } from '../log.js';
import { describeOutcome } from '../webhooks/describe-outcome.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import { acceptedInTime } from '../webhooks/retry.js';

/** Types of notes and of changes of connections that are problems. */
const NOTED_AS_WARNING: ReadonlySet<string> = new Set([
  'closed-after-largest-message',
  'internal-error',
  'keep-alive-lost',
  'media-late',
  'media-unavailable',
  'refused',
  'silence',
  'stalled',
  'step-refused',
  'unread',
]);

/** A journal entry as a log line. */
export interface Narration {
  readonly level: LogLevel;
  readonly text: string;
}

/** Logs a journal entry, and at the level `trace` its text on the wire. */
export function logEntry(entry: JournalEntry, logger: Logger): void {
  const { level, text: line } = narrate(entry);
  logger.log(level, line, idsOf(entry));
  logWire(entry, logger);
}

/** Logs the text on the wire of a message or webhook at the level `trace`; nothing for other entries. */
export function logWire(entry: JournalEntry, logger: Logger): void {
  const { wire, frame, kind, direction, type } = entry;
  if (wire === undefined) return;
  const subject = kind === 'webhook' ? `webhook ${type}` : where(entry);
  const binary = frame === undefined ? '' : ` (${frame} frame)`;
  logger.log('trace', `${subject} ${direction === 'sent' ? '→' : '←'}${binary} ${wire}`, idsOf(entry));
}

function idsOf({ connectionId, streamId }: JournalEntry): LogFields {
  return {
    ...(streamId !== undefined && { streamId }),
    ...(connectionId !== undefined && { connectionId }),
  };
}

/** Describes a journal entry for people: important events at the level `info`, single messages at `debug`. */
export function narrate(entry: JournalEntry): Narration {
  switch (entry.kind) {
    case 'state':
      return { level: 'info', text: stateText(entry) };
    case 'webhook':
      return webhookText(entry);
    case 'connection':
      return {
        level: connectionLevel(entry.type),
        text: `${where(entry)}${ofStream(entry)} ${connectionText(entry)}`,
      };
    case 'message':
      return {
        level: 'debug',
        text: `${where(entry)} ${entry.direction === 'sent' ? '→' : '←'} ${entry.type}`,
      };
    case 'fault':
      return { level: 'info', text: `Fault ${entry.type}: ${explanation(entry)}` };
    case 'note':
      // Its verdict is logged.
      if (entry.type === 'replay-differs') return { level: 'debug', text: `${entry.type}${suffix(entry)}` };
      if (entry.type === 'webhook-changed') return { level: 'info', text: changedWebhook(entry.detail) };
      if (entry.detail['explanation'] !== undefined) return { level: 'info', text: explanation(entry) };
      return {
        level: NOTED_AS_WARNING.has(entry.type) ? 'warn' : 'info',
        text: `${where(entry)} ${entry.type}${suffix(entry)}`.trim(),
      };
  }
}

/** The end of an id, which is enough to distinguish it from others. */
export function shortId(id: string): string {
  return id.length <= 12 ? id : `…${id.slice(-8)}`;
}

function stateText({ type, streamId = '', detail }: JournalEntry): string {
  if (type === 'created') return `Stream ${streamId} created.`;
  if (type === 'signaling') return `Stream ${shortId(streamId)} has a signaling connection.`;
  if (detail['goesOn'] !== undefined) {
    return `Stream ${shortId(streamId)} ends here without a word to its app: another server plays it, or may do so.`;
  }
  const reason = detail['reason'];
  const shown = typeof reason === 'number' ? stopReasonText(reason) : text(reason);
  const why = reason === undefined || reason === null ? '' : `, reason ${shown}`;
  return `Stream ${shortId(streamId)} is ${type}${why}.`;
}

function webhookText(entry: JournalEntry): Narration {
  const url = cut(text(entry.detail['url']));
  if (entry.direction === 'sent') return { level: 'debug', text: `Posting ${entry.type} to ${url}.` };
  const outcome = entry.detail['outcome'] as WebhookOutcome | undefined;
  if (outcome === undefined) return { level: 'debug', text: `${url} answered ${entry.type}.` };
  return {
    level: acceptedInTime(outcome) ? 'info' : 'warn',
    text: describeOutcome(outcome, entry.type, url),
  };
}

/** Changes of a webhook by a scenario: only what differs from an ordinary one. */
function changedWebhook({ event, skipped, delayMs, copies, signatureAgeMs }: JournalEntry['detail']): string {
  const name = `The webhook ${text(event)}`;
  if (skipped === true) return `${name} is not sent, as a step demands.`;
  const changes = [
    Number(delayMs) > 0 ? `${Number(delayMs)} ms late` : '',
    Number(copies) === 1 ? '' : `${Number(copies)} times`,
    Number(signatureAgeMs) === 0 ? '' : `with a signature of ${Number(signatureAgeMs)} ms ago`,
  ].filter((change) => change !== '');
  return `${name} is sent ${changes.length === 0 ? 'with another payload' : changes.join(', ')}, as a step demands.`;
}

function connectionLevel(type: string): LogLevel {
  if (NOTED_AS_WARNING.has(type)) return 'warn';
  return type === 'opened' || type === 'accepted' ? 'debug' : 'info';
}

function connectionText({ type, detail }: JournalEntry): string {
  if (type === 'streaming') return 'is streaming.';
  if (type !== 'closed') return `${type}${suffix({ detail })}.`;
  const reason = detail['reason'];
  return `closed with code ${text(detail['code'])}${reason ? ` (${text(reason)})` : ''}.`;
}

/** The `reason` of an entry, if it has one. */
function suffix({ detail }: Pick<JournalEntry, 'detail'>): string {
  return detail['reason'] === undefined ? '' : `: ${text(detail['reason'])}`;
}

/** The explanation of a scenario step. */
function explanation({ type, detail }: JournalEntry): string {
  const { explanation: words, ignored } = detail;
  if (typeof words === 'string') return words;
  return ignored === undefined ? type : `${text(ignored)} was ignored.`;
}

/** `signaling s1` */
function where({ socket, connectionId }: JournalEntry): string {
  return [socket, connectionId].filter((part) => part !== undefined).join(' ');
}

/** With several apps, ids of connections alone do not show which app is meant. */
function ofStream({ streamId }: JournalEntry): string {
  return streamId === undefined ? '' : ` (stream ${shortId(streamId)})`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
