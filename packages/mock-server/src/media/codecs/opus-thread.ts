/** Encodes long audio to Opus in a thread of its own, so that neither it nor the import of libopus delays any stream. */
import { Worker } from 'node:worker_threads';
import { runInSlices, type Steps } from '../tracks/steps.js';
import type { AudioFormat } from '../tracks/track.js';
import { createOpusEncoder } from './opus.js';

/** Message to the thread. */
export interface OpusJob {
  readonly id: number;
  readonly format: AudioFormat;
  /** Samples of whole packets, in shared memory. */
  readonly samples: Int16Array<SharedArrayBuffer>;
}

/** Message of the thread: its program has started, or a job is done. */
export type FromOpusThread = 'started' | OpusResult;

/** Packets of a job. */
export interface OpusResult {
  readonly id: number;
  /** All packets, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Length of each packet in bytes. */
  readonly lengths: Uint32Array;
}

/** Options of {@link OpusThread}. */
export interface OpusThreadOptions {
  /** File of the program. Default: `opus-worker.js` beside this file. */
  readonly program?: URL;
}

interface Waiting {
  readonly resolve: (packets: readonly Buffer[]) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that exists while there is something to encode. */
export class OpusThread {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  /** True once the program could not be started: it was not built, or a bundler has left it out. */
  #isMissing = false;

  constructor({ program = new URL('./opus-worker.js', import.meta.url) }: OpusThreadOptions = {}) {
    this.#program = program;
  }

  /**
   * Encodes packets, in order, with an encoder of their own. Where there can be no thread, and if it ends before it is done,
   * this one encodes, a few milliseconds at a time. Rejects with the signal's reason when it aborts.
   *
   * @param format a format that passed `checkAudioFormat`
   * @param samples interleaved samples of whole packets
   */
  async encode(
    format: AudioFormat,
    samples: Int16Array<SharedArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<readonly Buffer[]> {
    signal?.throwIfAborted();
    if (!this.#isMissing) {
      try {
        return await this.#encodeThere(format, samples, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof ThreadError)) throw error;
      }
    }
    using encoder = await createOpusEncoder(format);
    return await runInSlices(encodeHere(encoder, packetSize(format), samples, signal));
  }

  #encodeThere(
    format: AudioFormat,
    samples: Int16Array<SharedArrayBuffer>,
    signal: AbortSignal | undefined,
  ): Promise<readonly Buffer[]> {
    const id = ++this.#lastId;
    return new Promise<readonly Buffer[]>((resolve, reject) => {
      const leave = (): void => {
        reject(signal?.reason as Error);
        this.#finish(id);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const settle = (): void => signal?.removeEventListener('abort', leave);
      this.#waiting.set(id, {
        resolve: (packets) => {
          settle();
          resolve(packets);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      try {
        const nothingMoves: readonly [] = [];
        this.#start().postMessage({ id, format, samples } satisfies OpusJob, nothingMoves);
      } catch (cause) {
        this.#isMissing = true;
        reject(new ThreadError('the thread of Opus cannot start', { cause }));
        this.#finish(id);
      }
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    // Neither arguments nor NODE_OPTIONS of the program that runs the server belong here.
    const worker = new Worker(this.#program, { execArgv: [], env: {} });
    this.#worker = worker;
    let hasStarted = false;
    const fail = (cause: unknown): void => {
      if (this.#worker !== worker) return;
      if (!hasStarted) this.#isMissing = true;
      this.#fail(cause);
    };
    worker.on('message', (message: FromOpusThread) => {
      hasStarted = true;
      if (message === 'started') return;
      this.#waiting.get(message.id)?.resolve(packetsOf(message));
      this.#finish(message.id);
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(undefined));
    return worker;
  }

  #finish(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  #fail(cause: unknown): void {
    this.#worker = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(new ThreadError('the thread of Opus has ended', { cause }));
  }
}

/** The thread that all servers of a process share. */
export const opusThread = new OpusThread();

/** Samples of one packet, of all channels. */
export function packetSize({ sampleRateHz, intervalMs, channels }: AudioFormat): number {
  return (sampleRateHz / 1000) * intervalMs * channels;
}

class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

function packetsOf({ bytes, lengths }: OpusResult): readonly Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  return Array.from(lengths, (length) => all.subarray(at, (at += length)));
}

function* encodeHere(
  encoder: { encode(samples: Int16Array): Buffer },
  size: number,
  samples: Int16Array,
  signal: AbortSignal | undefined,
): Steps<readonly Buffer[]> {
  const packets: Buffer[] = [];
  for (let at = 0; at < samples.length; at += size) {
    packets.push(encoder.encode(samples.subarray(at, at + size)));
    yield;
    signal?.throwIfAborted();
  }
  return packets;
}
