import { signal, type ReadonlySignal } from '@preact/signals';
import { socketUrl } from './http.js';

/** State of a socket that is kept open. */
export type LinkState = 'connecting' | 'open' | 'lost';

/** A WebSocket that connects again whenever it is lost. */
export interface Link {
  readonly state: ReadonlySignal<LinkState>;
  /** Closes it for good. */
  close(): void;
}

/** Callbacks of {@link keepOpen}. */
export interface LinkHandlers {
  /** Called each time the socket has opened. */
  opened?(socket: WebSocket): void;
  received(data: string | ArrayBuffer): void;
}

const FIRST_DELAY_MS = 300;
const MAX_DELAY_MS = 3000;

/** Keeps a WebSocket of this server open. Waits longer after each failure, up to three seconds. */
export function keepOpen(path: string, handlers: LinkHandlers): Link {
  const state = signal<LinkState>('connecting');
  let delayMs = FIRST_DELAY_MS;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket;
  const connect = (): void => {
    socket = new WebSocket(socketUrl(path));
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      delayMs = FIRST_DELAY_MS;
      state.value = 'open';
      handlers.opened?.(socket);
    });
    socket.addEventListener('message', ({ data }) => handlers.received(data as string | ArrayBuffer));
    socket.addEventListener('close', () => {
      if (isClosed) return;
      state.value = 'lost';
      timer = setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 1.7, MAX_DELAY_MS);
    });
  };
  connect();
  return {
    state,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
