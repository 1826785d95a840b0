import type { ApiRoutes } from '../sockets/gateway.js';
import { EventFeed, readTopics, type EventSources } from './events.js';

/** The WebSockets of the HTTP API. */
export interface ApiSockets {
  /** Handlers by path. */
  readonly routes: ApiRoutes;
  /** Stops all timers. */
  close(): void;
}

/** Creates the handlers of the WebSockets of the HTTP API. */
export function createApiSockets(sources: EventSources): ApiSockets {
  const events = new EventFeed(sources);
  return {
    routes: { events: (socket, { query }) => events.follow(socket, readTopics(query)) },
    close: () => events.close(),
  };
}
