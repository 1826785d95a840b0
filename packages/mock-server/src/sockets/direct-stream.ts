/** Writes to TCP connections without the queue of the stream. */
import { writeSync } from 'node:fs';
import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** Part of a stream that the writer of frames uses. */
export type FrameStream = Pick<Duplex, 'write' | 'writableLength'>;

/** The handle of a connection in the system, which Node keeps until it closes the connection. */
interface SystemHandle {
  readonly fd?: number;
}

/**
 * Returns a stream that passes bytes to the system at once as long as nothing waits in `stream`. For that, Node creates a
 * request, a callback and a tick for each write, which is a tenth of the cost of an audio packet. Returns `stream` itself
 * where that is not possible: with TLS, on Windows, and in runtimes whose sockets are not those of Node.
 */
export function directStream(stream: Duplex): FrameStream {
  if (!(stream instanceof NetSocket) || stream instanceof TLSSocket) return stream;
  if ('bun' in process.versions || 'deno' in process.versions) return stream;
  const handle = handleOf(stream);
  const fd = handle?.fd ?? -1;
  return handle !== undefined && fd >= 0 ? new DirectStream(stream, handle, fd) : stream;
}

function handleOf(stream: NetSocket): SystemHandle | undefined {
  return (stream as { readonly _handle?: SystemHandle | null })._handle ?? undefined;
}

class DirectStream implements FrameStream {
  readonly #stream: NetSocket;
  readonly #handle: SystemHandle;
  readonly #fd: number;

  constructor(stream: NetSocket, handle: SystemHandle, fd: number) {
    this.#stream = stream;
    this.#handle = handle;
    this.#fd = fd;
  }

  get writableLength(): number {
    return this.#stream.writableLength;
  }

  write(bytes: Buffer): boolean {
    const stream = this.#stream;
    // A stream that is closed has no handle, and another connection may have its number.
    if (stream.writableLength > 0 || handleOf(stream) !== this.#handle) return stream.write(bytes);
    const written = writeNow(this.#fd, bytes);
    if (written === bytes.length) return true;
    return stream.write(written === 0 ? bytes : bytes.subarray(written));
  }
}

/** Returns the number of bytes that the system has accepted; 0 also for an error, which the next write reports. */
function writeNow(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch {
    return 0;
  }
}
