import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CassetteHeader } from '@rtms-mock/protocol/cassette';
import { isGzip, readUnpacked } from '../cassette/cassette-file.js';
import { CassetteReader } from '../cassette/cassette-reader.js';
import { StreamsOfConnections } from '../cassette/streams-of-connections.js';
import { UsageError } from '../input/usage-error.js';
import { OutlineCollector } from './outline-collector.js';
import type { RecordedStream } from './recorded-stream.js';

/** A cassette that meetings can play: its streams are known, and its lines can be read at any time. */
export interface Tape extends AsyncDisposable {
  /** Name of the file. */
  readonly label: string;
  /** Path of the cassette; payload in files is beside it. */
  readonly path: string;
  /** Path of the lines, unpacked. */
  readonly linesPath: string;
  /** First line: generation, recorder and time of the recording. */
  readonly header: CassetteHeader;
  /** Streams that an app had joined, in the order of the recording; at least one. */
  readonly streams: readonly RecordedStream[];
  /** Sentences about what cannot be played, for people. */
  readonly notes: readonly string[];
  /** Removes what was unpacked. */
  close(): Promise<void>;
}

/**
 * Opens a cassette: reads it once from beginning to end. A compressed one is unpacked to a temporary file, which `close`
 * removes.
 *
 * @throws {UsageError} for a file that cannot be read, is no cassette, or has no stream that an app had joined
 */
export async function openTape(path: string): Promise<Tape> {
  const reader = await CassetteReader.open(path);
  const streams = await outlines(reader);
  if (streams.length === 0) {
    throw new UsageError(
      `${path} cannot be replayed: no app in it has completed a signaling handshake; rtms-mock inspect shows what it contains`,
    );
  }
  const unpacked = (await isGzip(path)) ? await unpack(path) : undefined;
  const close = async (): Promise<void> => {
    if (unpacked !== undefined) await rm(unpacked.folder, { recursive: true, force: true });
  };
  return {
    label: basename(path),
    path,
    linesPath: unpacked?.path ?? path,
    header: reader.header,
    streams,
    notes: [...reader.notes, ...limits(reader.header)],
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function outlines(reader: CassetteReader): Promise<RecordedStream[]> {
  const known = new StreamsOfConnections();
  const collectors = new Map<string, OutlineCollector>();
  for await (const batch of reader.batches()) {
    for (const line of batch) {
      const streamId = known.streamOf(line);
      if (streamId === undefined) continue;
      const collector = collectors.get(streamId) ?? new OutlineCollector(streamId);
      collectors.set(streamId, collector);
      collector.add(line, line.connection === null ? undefined : known.socketOf(line.connection));
    }
  }
  return [...collectors.values()].flatMap((collector) => collector.outline() ?? []);
}

async function unpack(path: string): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-tape-'));
  const target = join(folder, 'unpacked.rtms.jsonl');
  await pipeline(readUnpacked(path), createWriteStream(target));
  return { folder, path: target };
}

function limits({ payload, capabilities }: CassetteHeader): string[] {
  if (!capabilities.includes('media')) {
    return [
      'The cassette has no media: it was written from a journal, so only events and states are played.',
    ];
  }
  if (payload === 'hash') {
    return ['The cassette has only checksums of its media, so zeros of the same length are sent instead.'];
  }
  return [];
}
