/** Records the sockets of all clients of a process in a cassette: `ZM_RTMS_RECORD=FILE`, or the option `record`. */
import type { Clock, DialectName } from '@rtms-mock/protocol';
import {
  CASSETTE_EXTENSIONS,
  encodeCassetteHeader,
  encodeCassetteLine,
  generationOfHandshake,
  MessageLines,
  newCassetteHeader,
  type CassetteDirection,
  type Redactable,
} from '@rtms-mock/protocol/cassette';
import { realClock } from '@rtms-mock/protocol/clock';
import { RtmsError } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';
import { VERSION } from '../version.js';
import { freePath, TapeFile } from './tape-file.js';

/** Options of a {@link Tape}. */
export interface TapeOptions {
  /** Path, `FILE.rtms.jsonl` or `FILE.rtms.jsonl.gz`. */
  readonly path: string;
  /** Parts that are replaced beside secrets and signatures. */
  readonly redacted: readonly Redactable[];
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/** Records one socket. */
export interface SocketTape {
  /** A message in a text frame was sent. */
  sent(text: string): void;
  /** A frame was received. */
  received(bytes: Uint8Array, isBinary: boolean): void;
  /** A ping was received, which is answered by itself. */
  pinged(data: Uint8Array): void;
  /** The socket was closed. `byClient`: the client closed it first. */
  closed(code: number, reason: string, byClient: boolean): void;
}

/** Generation in the header until a handshake tells it. */
const ASSUMED_GENERATION = '2026';

/** A new cassette. */
export class Tape {
  readonly #options: TapeOptions;
  readonly #file: TapeFile;
  readonly #lines: MessageLines;
  readonly #startedAtUnixMs: number;
  readonly #zeroMs: number;
  readonly #counts = { signaling: 0, media: 0 };
  /** Lines behind a header whose generation is assumed; `undefined` once it is known. */
  #early: string[] | undefined = [];

  /**
   * Creates the file. If there is one, another name is chosen and logged: recordings are never overwritten.
   *
   * @throws RtmsError `invalid-params` if the file cannot be created
   */
  constructor(options: TapeOptions) {
    const { path, redacted, logger, clock } = options;
    this.#options = options;
    this.#startedAtUnixMs = clock.unixMs();
    this.#zeroMs = clock.now();
    this.#lines = new MessageLines({ redacted });
    const free = freePath(path);
    const log = (level: LogLevel, text: string): void => logger.log(level, 'record', text);
    try {
      this.#file = new TapeFile({
        path: free,
        clock,
        report: (problem) => log(LogLevel.WARN, `The cassette ${free} ${problem}`),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RtmsError('invalid-params', `The cassette ${free} cannot be created: ${reason}`, {
        cause: error,
      });
    }
    log(LogLevel.INFO, `Recording in ${free}${free === path ? '' : `, because ${path} exists`}`);
    this.#begin(ASSUMED_GENERATION);
  }

  /** Records a socket that was opened. Its first message shows whether it is for signaling or media. */
  socket(url: string): SocketTape {
    const openedMs = this.#now();
    let id: string | undefined;
    const connection = (text = ''): string => (id ??= this.#open(url, openedMs, text));
    const message = (direction: CassetteDirection, isBinary: boolean, data: string | Uint8Array): void => {
      const kind = isBinary ? 'binary' : 'text';
      const place = { ms: this.#now(), connection: connection(), direction, kind } as const;
      this.#append(typeof data === 'string' ? this.#lines.text(place, data) : this.#lines.bytes(place, data));
    };
    return {
      sent: (text) => {
        connection(text);
        message('to-service', false, text);
      },
      received: (bytes, isBinary) => {
        message('to-app', isBinary, bytes);
        if (this.#early !== undefined)
          this.#knowGeneration(generationOfHandshake(Buffer.from(bytes).toString('utf8')));
      },
      pinged: (data) => {
        const ms = this.#now();
        const payload = data.length === 0 ? {} : { data: Buffer.from(data).toString('base64') };
        const line = { ms, connection: connection(), ...payload } as const;
        this.#append(encodeCassetteLine({ kind: 'ping', direction: 'to-app', ...line }));
        this.#append(encodeCassetteLine({ kind: 'pong', direction: 'to-service', ...line }));
      },
      closed: (code, reason, byClient) => {
        const direction = code === 1006 ? null : byClient ? 'to-service' : 'to-app';
        const line = { ms: this.#now(), connection: connection(), direction, code, reason } as const;
        this.#append(encodeCassetteLine({ kind: 'close', ...line }));
        this.flush();
      },
    };
  }

  /** Writes what was recorded so far. */
  flush(): void {
    this.#file.flush();
  }

  /** Ends the cassette. */
  close(): void {
    this.#file.close();
  }

  #now(): number {
    return this.#options.clock.now() - this.#zeroMs;
  }

  #open(url: string, ms: number, firstText: string): string {
    const socket = MEDIA_HANDSHAKE.test(firstText) ? 'media' : 'signaling';
    this.#counts[socket] += 1;
    const connection = `${socket === 'media' ? 'm' : 's'}${this.#counts[socket]}`;
    const detail = { socket, url } as const;
    this.#append(encodeCassetteLine({ kind: 'open', ms, connection, direction: 'to-service', detail }));
    return connection;
  }

  #append(line: string): void {
    this.#file.append(line);
    this.#early?.push(line);
  }

  /** Corrects the header, if it assumes another generation. */
  #knowGeneration(generation: DialectName | undefined): void {
    const early = this.#early;
    if (generation === undefined || early === undefined) return;
    this.#early = undefined;
    if (generation === ASSUMED_GENERATION) return;
    this.#file.restart();
    this.#begin(generation);
    for (const line of early) this.#file.append(line);
  }

  /** Writes the header immediately, so that a crash never leaves a file without one. */
  #begin(generation: DialectName): void {
    const header = newCassetteHeader({
      generation,
      recorder: 'client',
      product: { name: '@rtms-mock/client', version: VERSION },
      startedAtUnixMs: this.#startedAtUnixMs,
      payload: 'inline',
      redacted: this.#options.redacted,
      capabilities: ['media', 'pings'],
    });
    this.#file.append(encodeCassetteHeader(header));
    this.#file.flush();
  }
}

const MEDIA_HANDSHAKE = /"msg_type"\s*:\s*(?:3|"DATA_HAND_SHAKE_REQ")\s*[,}]/;

/** Cassettes by the path that was asked for. All clients of a process that name the same one share it. */
const tapes = new Map<string, Tape>();

/**
 * Returns the cassette of a path, which is created by the first client.
 *
 * @throws RtmsError `invalid-params` for a wrong name, or if the file cannot be created
 */
export function tapeOf(path: string, redact: readonly string[], logger: Logger): Tape {
  const known = tapes.get(path);
  if (known !== undefined) return known;
  if (!CASSETTE_EXTENSIONS.some((end) => path.toLowerCase().endsWith(end))) {
    const problem = `the name of a cassette must end with ${CASSETTE_EXTENSIONS.join(' or ')}, found "${path}"`;
    throw new RtmsError('invalid-params', `record (ZM_RTMS_RECORD): ${problem}`);
  }
  const unknown = redact.find((name) => name !== 'names' && name !== 'text');
  if (unknown !== undefined) {
    const problem = `must be names, text or both, found "${unknown}"; rtms-mock record replaces media too`;
    throw new RtmsError('invalid-params', `recordRedact (ZM_RTMS_RECORD_REDACT) ${problem}`);
  }
  const redacted = (['names', 'text'] as const).filter((name) => redact.includes(name));
  const tape = new Tape({ path, redacted, logger, clock: realClock });
  tapes.set(path, tape);
  return tape;
}
