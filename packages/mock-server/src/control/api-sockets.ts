import type { Socket } from '@rtms-mock/protocol';
import { guardedSocket } from '../sockets/guarded-socket.js';
import type { MockServer } from '../server/server-api.js';
import type { ApiRoutes } from '../sockets/gateway.js';
import { EventFeed, readTopics, type EventSources } from './events.js';
import { serveWatchSocket } from './watch-socket.js';
import { serveLiveSocket } from './live/live-socket.js';

/** The WebSockets of the HTTP API. */
export interface ApiSockets {
  /** Handlers by path. */
  readonly routes: ApiRoutes;
  /** Stops all timers. */
  close(): void;
}

/** The parts of a server that the sockets use. */
export interface ApiSocketsContext extends EventSources {
  readonly server: EventSources['server'] & Pick<MockServer, 'meeting'>;
  /** Reports an unexpected exception. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Creates the handlers of the WebSockets of the HTTP API. */
export function createApiSockets(context: ApiSocketsContext): ApiSockets {
  const events = new EventFeed(context);
  const { server, clock } = context;
  const guarded = (socket: Socket, what: string): Socket =>
    guardedSocket(socket, (error) => context.onError(error, `${what} is closed`));
  const live = { clock, findMeeting: (streamId: string) => server.meeting(streamId) };
  return {
    routes: {
      events: (socket, { query }) => events.follow(socket, readTopics(query)),
      watch: (socket, request) =>
        serveWatchSocket(guarded(socket, 'a watcher'), request, (streamId) => server.meeting(streamId)),
      live: (socket, { streamId }) => serveLiveSocket(guarded(socket, 'live media'), streamId, live),
    },
    close: () => events.close(),
  };
}
