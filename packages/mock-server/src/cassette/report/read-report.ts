import { stat } from 'node:fs/promises';
import { entityIdOf } from '@rtms-mock/protocol';
import type { CassetteLine, CassetteMessage, CassetteOpen } from '@rtms-mock/protocol/cassette';
import { isObject } from '../../input/kinds.js';
import { CassetteReader } from '../cassette-reader.js';
import { StreamsOfConnections } from '../streams-of-connections.js';
import { readRecorded } from '../recorded-message.js';
import type { CassetteReport } from './cassette-report.js';
import { StreamCollector } from './stream-collector.js';

/** WebSockets without a stream that are kept: clients that open one and send nothing have no end. */
const MAX_OPENED = 10_000;

/**
 * Reads a whole cassette and returns its report. The memory that it needs does not grow with the cassette.
 *
 * @throws {UsageError} for a file that is no cassette or cannot be read
 */
export async function readReport(path: string): Promise<CassetteReport> {
  const reader = await CassetteReader.open(path);
  const collector = new Collector();
  for await (const batch of reader.batches()) for (const line of batch) collector.add(line);
  const { size } = await stat(path);
  return {
    path,
    fileBytes: size,
    header: reader.header,
    lines: reader.lineCount,
    durationMs: collector.lastMs,
    notes: reader.notes,
    streams: collector.streams(),
  };
}

/** Distributes the lines of a cassette over its streams. */
class Collector {
  lastMs = 0;
  readonly #known = new StreamsOfConnections();
  readonly #streams = new Map<string, StreamCollector>();
  /** WebSockets whose stream is not known yet. */
  readonly #opened = new Map<string, CassetteOpen>();

  add(line: CassetteLine): void {
    this.lastMs = Math.max(this.lastMs, line.ms);
    const streamId = this.#known.streamOf(line);
    if (streamId === undefined) {
      if (line.kind === 'open' && this.#opened.size < MAX_OPENED) this.#opened.set(line.connection, line);
      return;
    }
    const stream = this.#stream(streamId);
    this.#addOpened(line, stream);
    switch (line.kind) {
      case 'open':
        return stream.open(line);
      case 'webhook':
        stream.nameEntity(entityOf(line.detail.body));
        return stream.webhook(line);
      case 'answer':
        return stream.answer(line);
      case 'close':
        return stream.close(line);
      case 'text':
      case 'binary':
        return this.#message(line, stream);
      default:
    }
  }

  #addOpened({ connection }: CassetteLine, stream: StreamCollector): void {
    const opened = connection === null ? undefined : this.#opened.get(connection);
    if (opened === undefined) return;
    this.#opened.delete(opened.connection);
    stream.open(opened);
  }

  #message(line: CassetteMessage, stream: StreamCollector): void {
    if (line.direction === 'to-service') stream.nameEntity(entityOf(readRecorded(line).body));
    stream.message(line, this.#known.socketOf(line.connection) ?? 'signaling');
  }

  #stream(streamId: string): StreamCollector {
    const known = this.#streams.get(streamId) ?? new StreamCollector(streamId);
    this.#streams.set(streamId, known);
    return known;
  }

  streams(): CassetteReport['streams'] {
    return [...this.#streams.values()].map((stream) => stream.report());
  }
}

/** The id of the meeting in a message or in the body of a webhook. */
function entityOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { payload } = body;
  const own = entityIdOf(body);
  if (own !== undefined || !isObject(payload)) return own;
  return entityIdOf(payload) ?? (isObject(payload['object']) ? entityIdOf(payload['object']) : undefined);
}
