/** Addresses of a service, and the URLs of the proxy that stand for them. */

/** A WebSocket of the service that apps reach through the proxy. */
export interface Route {
  /** URL at the service. */
  readonly url: string;
  readonly socket: 'signaling' | 'media';
  /** Id of the stream; absent if no webhook has named it. */
  readonly streamId?: string;
}

/** Paths of media sockets on servers whose URLs no webhook has named (PROTOCOL.md §4.6). */
const MEDIA_PATHS = new Set(['/all', '/audio', '/video', '/transcript', '/share', '/chat']);

/** All addresses that webhooks and handshake responses have named. One address keeps its URL. */
export class Routes {
  readonly #base: string;
  readonly #upstream: string | undefined;
  readonly #routes: Route[] = [];
  readonly #indices = new Map<string, number>();

  /** `base`: WebSocket URL of the proxy. `upstream`: URL of the service for all other paths, if known. */
  constructor(base: string, upstream: string | undefined) {
    this.#base = base.replace(/\/+$/, '');
    this.#upstream = upstream?.replace(/^http/i, 'ws').replace(/\/+$/, '');
  }

  /** Returns the URL of the proxy for an address of the service: `/r1` and the path of the address. */
  localUrl(route: Route): string {
    const key = JSON.stringify([route.url, route.socket, route.streamId]);
    const index = this.#indices.get(key) ?? this.#routes.push(route);
    this.#indices.set(key, index);
    return `${this.#base}/r${index}${pathOf(route.url)}`;
  }

  /** Returns the address that a request's path and query stand for; `undefined` if there is none. */
  find(requestUrl: string): Route | undefined {
    const [, index, path = ''] = /\/r(\d+)((?:[/?].*)?)$/.exec(requestUrl) ?? [];
    const route = index === undefined ? undefined : this.#routes[Number(index) - 1];
    if (route !== undefined) {
      const known = pathOf(route.url);
      return path.startsWith(known) ? { ...route, url: route.url + path.slice(known.length) } : route;
    }
    if (this.#upstream === undefined) return undefined;
    const [plain = ''] = requestUrl.split('?', 1);
    const socket = MEDIA_PATHS.has(plain.replace(/\/+$/, '')) ? 'media' : 'signaling';
    return { url: this.#upstream + (requestUrl === '/' ? '' : requestUrl), socket };
  }
}

/** Path and query of a URL; an empty string for none. */
function pathOf(url: string): string {
  return /^wss?:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '';
}
