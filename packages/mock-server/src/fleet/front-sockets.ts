import { STATUS_CODES } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Clock, Socket } from '@rtms-mock/protocol';
import { ApiError } from '../control/api-error.js';
import type { ServerEvent } from '../control/page-bodies.js';
import {
  refuseUpgrade,
  type GatewayOptions,
  type GatewayRoutes,
  type UpgradeRefusal,
} from '../sockets/gateway.js';
import { followSocket, type FollowedSocket } from '../sockets/ws-client.js';
import type { Front } from './front.js';
import { MergedEvents } from './merged-events.js';
import { isDirect, NodeUnreachableError, type Addressee } from './node-client.js';

/** Parts that {@link frontSockets} uses. */
export interface FrontSocketsContext {
  readonly front: Front;
  /** Handlers of the sockets of this process alone. */
  readonly own: Pick<GatewayRoutes, 'events' | 'logs'>;
  /** Real time. */
  readonly clock: Clock;
  /** Called when a WebSocket could not be passed on. */
  readonly onError: (error: unknown) => void;
}

/** The WebSockets that a front answers for all nodes, and those that it connects with the node of a stream. */
export interface FrontSockets extends Pick<GatewayRoutes, 'events' | 'logs'> {
  readonly divert: NonNullable<GatewayOptions['divert']>;
}

/** Creates the handlers of a front's WebSockets. */
export function frontSockets({ front, own, clock, onError }: FrontSocketsContext): FrontSockets {
  return {
    events: (socket, request) => {
      if (isDirect(request)) return own.events(socket, request);
      const topics = request.query.get('topics') ?? '';
      const wantsLog = topics === '' || topics.split(',').includes('log');
      // Lines of the log are those of this process, which has those of its workers.
      if (wantsLog) own.events(socket, { ...request, query: new URLSearchParams({ topics: 'log' }) });
      const others = othersThanLog(topics);
      if (others !== '') followEvents(front, socket, others, clock);
    },
    logs: (socket, request) => {
      if (isDirect(request) || front.fleet.journal !== undefined) return own.logs(socket, request);
      followAll(front, socket, '/logs', (node) => ({
        received: (text) => socket.send(text),
        closed: () => void node,
      }));
    },
    divert: (route, { request, stream, head, streamId }, accept) => {
      if (isDirect(request) || streamId === undefined || (route !== 'live' && route !== 'watch')) {
        return accept();
      }
      front
        .find(streamId)
        .then((to) => {
          if (to === 'here') return accept();
          return front.client.tunnel(to, request, stream as NetSocket, head);
        })
        .catch((error: unknown) => {
          if (error instanceof NodeUnreachableError) return front.warnOfEnd(error, request.url ?? '/');
          // The node is lost, and no other one plays the stream yet.
          if (error instanceof ApiError) return refuseUpgrade(stream, refusalOf(error));
          stream.destroy();
          onError(error);
        });
    },
  };
}

function refusalOf({ status, message, hint }: ApiError): UpgradeRefusal {
  const reason = hint === undefined ? message : `${message} ${hint}`;
  return { status: `${status} ${STATUS_CODES[status] ?? ''}`, reason };
}

/** The topics that nodes are asked for; an empty string for none. */
function othersThanLog(topics: string): string {
  const others = (topics === '' ? 'meetings,statistics,held' : topics).split(',');
  return others.filter((topic) => topic !== 'log').join(',');
}

function followEvents(front: Front, socket: Socket, topics: string, clock: Clock): void {
  const { registry } = front.fleet;
  const hasMeetings = topics.split(',').includes('meetings');
  const merged = new MergedEvents({
    socket,
    clock,
    ...(hasMeetings && { running: () => registry.running() }),
  });
  socket.onClose(() => merged.close());
  followAll(front, socket, `/api/events?${new URLSearchParams({ topics }).toString()}`, ({ nodeId }) => {
    merged.add(nodeId);
    return {
      received: (text) => merged.take(nodeId, JSON.parse(text) as ServerEvent),
      closed: () => merged.remove(nodeId),
    };
  });
}

/** Follows a WebSocket of all nodes, those included that join later, until the follower's own closes. */
function followAll(
  front: Front,
  socket: Socket,
  path: string,
  follower: (node: Addressee) => { readonly received: (text: string) => void; readonly closed: () => void },
): void {
  const followed = new Map<FollowedSocket, string>();
  let isOver = false;
  const follow = (node: Addressee): void => {
    const { url, headers } = front.client.socket(node, path);
    const { received, closed } = follower(node);
    const one = followSocket(url, headers, {
      received,
      closed: () => {
        followed.delete(one);
        if (!isOver) closed();
      },
    });
    followed.set(one, node.nodeId);
  };
  for (const node of front.members) follow(node);
  const unsubscribe = front.fleet.registry.subscribe((event) => {
    if (event.type === 'node-joined') follow(event.node);
    // One that is frozen does not break its sockets.
    else for (const [one, nodeId] of followed) if (nodeId === event.node.nodeId) one.close();
  });
  socket.onClose(() => {
    isOver = true;
    unsubscribe();
    for (const one of followed.keys()) one.close();
  });
}
