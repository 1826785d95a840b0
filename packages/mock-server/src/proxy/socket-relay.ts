/** Relays a WebSocket between an app and a service, with frame types, pings, back-pressure and close codes as they are. */
import { WebSocket } from 'ws';
import type { CassetteDirection } from '@rtms-mock/protocol/cassette';
import type { Recording } from '../cassette/recording.js';

/** Bytes that wait for one side above which nothing more is read from the other. */
export const RELAY_PAUSE_BYTES = 1024 * 1024;

/** Two open WebSockets and what is recorded of them. */
export interface RelayInput {
  readonly app: WebSocket;
  readonly service: WebSocket;
  readonly recording: Recording;
  /** Id of the connection in the recording. */
  readonly connection: string;
  /** Returns what the app receives in place of a message of the service. Only text of signaling sockets is passed. */
  readonly rewrite: ((text: string) => string) | undefined;
  /** Called once, at the end. */
  readonly onEnd: (code: number, reason: string) => void;
}

/** Relays until one side closes, and closes the other in the same way. */
export function relay(input: RelayInput): void {
  const { app, service } = input;
  const end = ending(input);
  forward(input, { from: service, to: app, direction: 'to-app', end });
  forward(input, { from: app, to: service, direction: 'to-service', end });
}

type End = (side: WebSocket, direction: CassetteDirection, code: number, reason: string) => void;

interface Way {
  readonly from: WebSocket;
  readonly to: WebSocket;
  readonly direction: CassetteDirection;
  readonly end: End;
}

function forward({ recording, connection, rewrite }: RelayInput, { from, to, direction, end }: Way): void {
  let isPaused = false;
  const sent = (): void => {
    if (!isPaused || to.bufferedAmount > RELAY_PAUSE_BYTES) return;
    isPaused = false;
    from.resume();
  };
  from.on('message', (data: Buffer, isBinary) => {
    const isRewritten = rewrite !== undefined && direction === 'to-app' && !isBinary;
    to.send(isRewritten ? rewrite(data.toString('utf8')) : data, { binary: isBinary }, sent);
    if (!isPaused && to.bufferedAmount > RELAY_PAUSE_BYTES) {
      isPaused = true;
      from.pause();
    }
    recording.message(connection, direction, isBinary, data);
  });
  for (const kind of ['ping', 'pong'] as const) {
    from.on(kind, (data: Buffer) => {
      if (to.readyState === WebSocket.OPEN) to[kind](data);
      recording.ping(kind, connection, direction, data);
    });
  }
  // `close` follows, and says what matters.
  from.on('error', () => {});
  from.on('concluded', (code: number, reason: string) => end(from, direction, code, reason));
  from.on('close', (code, reason) => end(from, direction, code, reason.toString()));
}

/** Returns a function that takes the first end of either side. */
function ending({ app, service, recording, connection, onEnd }: RelayInput): End {
  let isOver = false;
  return (side, direction, code, reason) => {
    if (isOver) return;
    isOver = true;
    const other = side === app ? service : app;
    recording.close(connection, code === 1006 ? null : direction, code, reason);
    // A socket that is not read would never see the close frame of its peer.
    if (other.isPaused) other.resume();
    if (code === 1006) other.terminate();
    else if (isSendable(code)) other.close(code, reason);
    else other.close();
    onEnd(code, reason);
  };
}

/** Close codes that may be sent (RFC 6455 §7.4). 1005 stands for a close frame without a code. */
function isSendable(code: number): boolean {
  return (
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
  );
}
