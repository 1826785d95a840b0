/** Writes each stream of a server to a cassette of its own: `--export-on-exit FOLDER`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cancel, Clock, DialectName, Socket } from '@rtms-mock/protocol';
import {
  encodeCassetteLine,
  generationOfHandshake,
  JournalLines,
  MessageLines,
  type CassetteDirection,
} from '@rtms-mock/protocol/cassette';
import { systemClock } from '../clock.js';
import { createFolder, describeFolderError } from '../cache-folder.js';
import { createCassette, type CassetteFile } from '../cassette/cassette-writer.js';
import { invalidField } from '../input/option-error.js';
import type { JournalEntry, JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { ResolvedOptions } from './options.js';
import { RecordedSocket } from './recorded-socket.js';

/** Lines of a connection that wait until it names a stream. */
const MAX_EARLY_LINES = 100;

/** Time after the end of a stream in which the closes of its sockets are still recorded, in real milliseconds. */
const AFTER_END_MS = 10_000;

const STREAM_ID = /"rtms_stream_id"\s*:\s*"((?:[^"\\]|\\.)*)"/;

/** Parts that a {@link SessionExport} uses. */
export interface SessionExportOptions {
  /** Folder for the cassettes, which exists. */
  readonly folder: string;
  /** Generation of streams to which no app has connected. */
  readonly generation: DialectName;
  /** Time of the meetings. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
}

/** Creates the export that the options of a server ask for; `undefined` if they ask for none. */
export function createExport(
  { exportOnExit: folder, protocol, logger }: Pick<ResolvedOptions, 'exportOnExit' | 'protocol' | 'logger'>,
  parts: Pick<SessionExportOptions, 'clock' | 'journal'>,
): SessionExport | undefined {
  if (folder === undefined) return undefined;
  return new SessionExport({ ...parts, folder, generation: protocol, realClock: systemClock(), logger });
}

/**
 * Creates the folder for the cassettes, if there is to be one.
 *
 * @throws {OptionError} for a folder that cannot be created
 */
export async function prepareExportFolder(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await createFolder(folder);
  } catch (error) {
    throw invalidField(
      'exportOnExit',
      `must be a folder for cassettes, and ${folder} cannot be created (${describeFolderError(error)})`,
      'Choose another folder.',
    );
  }
}

/** One recorded connection. */
interface RecordedConnection {
  readonly id: string;
  /** `undefined` until a message names the stream. */
  streamId: string | undefined;
  early: string[];
}

/** Records all sockets of apps with every frame, and the journal of each stream beside them. */
export class SessionExport {
  readonly #options: SessionExportOptions;
  readonly #lines = new MessageLines({ redacted: [] });
  readonly #journalLines = new JournalLines();
  readonly #files = new Map<string, CassetteFile | undefined>();
  readonly #closing: Promise<void>[] = [];
  readonly #counts = { signaling: 0, media: 0 };
  readonly #stop: Cancel;

  constructor(options: SessionExportOptions) {
    this.#options = options;
    this.#stop = options.journal.subscribe((entry) => this.#entry(entry));
  }

  /** Returns the socket to use in place of one of an app. */
  record(kind: 'signaling' | 'media', socket: Socket): Socket {
    this.#counts[kind] += 1;
    const connection: RecordedConnection = {
      id: `${kind === 'media' ? 'm' : 's'}${this.#counts[kind]}`,
      streamId: undefined,
      early: [],
    };
    const { id } = connection;
    const open = { kind: 'open', ms: this.#now(), connection: id, direction: 'to-service' } as const;
    this.#append(connection, encodeCassetteLine({ ...open, detail: { socket: kind } }));
    return new RecordedSocket(socket, {
      received: (data) => {
        this.#name(connection, data);
        this.#message(connection, 'to-service', typeof data !== 'string', data);
      },
      sent: (data, isBinary) => {
        this.#message(connection, 'to-app', isBinary, data);
        if (kind === 'signaling' && typeof data === 'string') this.#knowGeneration(connection, data);
      },
      closed: (code, reason, byServer) => {
        const direction = code === 1006 ? null : byServer ? 'to-app' : 'to-service';
        const line = { kind: 'close', ms: this.#now(), connection: id, direction, code, reason } as const;
        this.#append(connection, encodeCassetteLine(line));
      },
    });
  }

  /** Resolves when all cassettes are complete. */
  async close(): Promise<void> {
    this.#stop();
    const streams = [...this.#files.keys()];
    for (const streamId of streams) this.#end(streamId);
    await Promise.all(this.#closing);
    const { folder, logger } = this.#options;
    const count = `${streams.length} ${streams.length === 1 ? 'cassette' : 'cassettes'}`;
    logger.log('info', `Exported ${count} to ${folder}; --import ${folder} loads them.`);
  }

  #now(): number {
    return this.#options.clock.now();
  }

  /** Finds the stream that a connection belongs to, in its first message. */
  #name(connection: RecordedConnection, data: string | Uint8Array): void {
    if (connection.streamId !== undefined) return;
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
    const [, escaped] = STREAM_ID.exec(text) ?? [];
    if (escaped === undefined) return;
    connection.streamId = JSON.parse(`"${escaped}"`) as string;
    const { early } = connection;
    connection.early = [];
    for (const line of early) this.#append(connection, line);
  }

  #message(
    { id, ...rest }: RecordedConnection,
    direction: CassetteDirection,
    isBinary: boolean,
    data: string | Uint8Array,
  ): void {
    const kind = isBinary ? 'binary' : 'text';
    const place = { ms: this.#now(), connection: id, direction, kind } as const;
    const line = typeof data === 'string' ? this.#lines.text(place, data) : this.#lines.bytes(place, data);
    this.#append({ id, ...rest }, line);
  }

  #append({ streamId, early }: RecordedConnection, line: string): void {
    if (streamId !== undefined) this.#file(streamId)?.append(line);
    else if (early.length < MAX_EARLY_LINES) early.push(line);
  }

  #knowGeneration({ streamId }: RecordedConnection, text: string): void {
    const generation = generationOfHandshake(text);
    if (streamId !== undefined && generation !== undefined) this.#file(streamId)?.knowGeneration(generation);
  }

  /** Records what the sockets do not show. */
  #entry(entry: JournalEntry): void {
    const { kind, type, streamId } = entry;
    if (streamId === undefined || kind === 'message') return;
    if (kind === 'connection' && (type === 'opened' || type === 'closed')) return;
    this.#file(streamId)?.append(encodeCassetteLine(this.#journalLines.line(entry)));
    if (kind === 'state' && type === 'terminated') {
      this.#options.realClock.after(AFTER_END_MS, () => this.#end(streamId));
    }
  }

  /** The cassette of a stream; `undefined` if it is complete, or cannot be written. */
  #file(streamId: string): CassetteFile | undefined {
    if (this.#files.has(streamId)) return this.#files.get(streamId);
    const file = this.#create(streamId);
    this.#files.set(streamId, file);
    return file;
  }

  #create(streamId: string): CassetteFile | undefined {
    const { folder, clock, realClock, logger } = this.#options;
    try {
      return createCassette({
        path: freePath(folder, streamId),
        option: '--export-on-exit',
        content: {
          generation: undefined,
          assumedGeneration: this.#options.generation,
          recorder: 'server',
          payload: 'inline',
          redacted: [],
          capabilities: ['media', 'webhooks', 'journal'],
        },
        startedAtUnixMs: Math.round(clock.unixMs() - clock.now()),
        logger,
        clock: realClock,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.log('error', `Stream ${streamId} is not exported: ${reason}`, { streamId });
      return undefined;
    }
  }

  #end(streamId: string): void {
    const file = this.#files.get(streamId);
    this.#files.set(streamId, undefined);
    if (file === undefined) return;
    this.#closing.push(file.close());
  }
}

/** Name of the cassette of a stream, whose id may have been chosen by a user. Existing files stay. */
function freePath(folder: string, streamId: string): string {
  const name = streamId.replaceAll(/[^\w.-]/g, '_').slice(0, 100);
  let path = join(folder, `${name}.rtms.jsonl`);
  for (let number = 2; existsSync(path); number += 1) path = join(folder, `${name}-${number}.rtms.jsonl`);
  return path;
}
