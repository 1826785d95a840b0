import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { refuseUpgrade } from '../sockets/gateway.js';
import { OpenRequests } from './open-requests.js';
import type { NodeInfo } from './registry.js';

/** Header of requests that a front sends to a node, which answers them for itself alone. */
export const DIRECT_HEADER = 'rtms-mock-node';
const DIRECT = { [DIRECT_HEADER]: 'direct' };

/** Returns true for a request that this process answers for itself alone. */
export function isDirect({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers[DIRECT_HEADER] === 'direct';
}

/** A node that can be asked. */
export type Addressee = Pick<NodeInfo, 'nodeId' | 'apiUrl'>;

/** A request to the HTTP API of a node. */
export interface NodeRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. @default no body */
  readonly body?: unknown;
}

/** The response of a node. */
export interface NodeAnswer {
  readonly node: Addressee;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A node did not answer: its process is gone. */
export class NodeUnreachableError extends Error {
  override readonly name = 'NodeUnreachableError';
  readonly nodeId: string;

  constructor({ nodeId }: Addressee, options?: ErrorOptions) {
    super(`node ${nodeId} does not answer`, options);
    this.nodeId = nodeId;
  }
}

/** The front has checked the origin of a page, and the node would compare it with its own address. */
const PROXY_OPTIONS = { changeOrigin: true, headers: DIRECT, proxyTimeout: 0 };

/** Reason for which a WebSocket is refused whose node has just ended. */
const UNREACHABLE = 'The process that has to answer has just ended. Open the WebSocket again in a moment.';

/** Sends requests to the HTTP APIs of nodes. */
export class NodeClient {
  readonly #headers: { readonly [name: string]: string };
  readonly #open = new OpenRequests();

  /** @param apiToken token of all nodes, for requests that the front itself sends. Default: they require none */
  constructor(apiToken: string | undefined) {
    this.#headers = { ...DIRECT, ...(apiToken !== undefined && { authorization: `Bearer ${apiToken}` }) };
  }

  /** A node is lost: requests to it that are under way fail. */
  lose(nodeId: string): void {
    this.#open.lose(nodeId);
  }

  /**
   * Sends a request and reads the whole response, whatever its status.
   *
   * @throws {NodeUnreachableError} if there is none; the promise is rejected
   */
  async ask(node: Addressee, { method, path, body }: NodeRequest): Promise<NodeAnswer> {
    const ending = new AbortController();
    const over = this.#open.add(node.nodeId, () => ending.abort());
    try {
      const response = await fetch(`${node.apiUrl}${path}`, {
        method,
        redirect: 'manual',
        signal: ending.signal,
        headers: { ...this.#headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { node, status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw new NodeUnreachableError(node, { cause: error });
    } finally {
      over();
    }
  }

  /**
   * Passes a request on whose body nobody has read, and its response back, both as streams.
   *
   * @param onUnauthorized answers in place of a node that answers 401. Default: its response is passed on
   * @throws {NodeUnreachableError} if the node does not answer; the promise is rejected
   */
  async forward(
    node: Addressee,
    request: IncomingMessage,
    response: ServerResponse,
    onUnauthorized?: () => void,
  ): Promise<void> {
    delete request.headers.origin;
    const sent = new Set<ClientRequest>();
    const proxy = createProxyServer(PROXY_OPTIONS)
      .on('proxyReq', (outgoing) => sent.add(outgoing))
      .on('proxyRes', (answer) => {
        if (answer.statusCode !== 401 || !onUnauthorized) return;
        answer.resume();
        // A response that has been sent is left as it is.
        onUnauthorized();
      });
    const over = this.#open.add(node.nodeId, () => destroyAll(sent));
    try {
      await proxy.web(request, response, { target: node.apiUrl });
    } catch (error) {
      throw new NodeUnreachableError(node, { cause: error });
    } finally {
      over();
    }
  }

  /**
   * Connects a WebSocket that is being opened with the node, byte by byte. Resolves when it is closed. If the node does not
   * answer the upgrade, the client receives 503; one that ends later ends the socket. A client that leaves is no failure.
   *
   * @throws {NodeUnreachableError} if the node does not answer, or no longer; the promise is rejected
   */
  async tunnel(node: Addressee, request: IncomingMessage, stream: NetSocket, head: Buffer): Promise<void> {
    delete request.headers.origin;
    const writtenBefore = stream.bytesWritten;
    let problem: NodeUnreachableError | undefined;
    const sent = new Set<ClientRequest | NetSocket>();
    const proxy = createProxyServer(PROXY_OPTIONS)
      .on('proxyReqWs', (outgoing) => sent.add(outgoing))
      .on('proxySocket', (socket) => sent.add(socket))
      // With a listener, the proxy reports a failure before it ends the socket.
      .on('error', (error) => {
        // The socket of the client fails by itself when the client leaves, and breaks that to the node.
        const hasClientLeft = stream.destroyed || stream.errored !== null || stream.readableEnded;
        if (!hasClientLeft) problem ??= new NodeUnreachableError(node, { cause: error });
        if (hasClientLeft || stream.bytesWritten > writtenBefore) stream.destroy();
        else refuseUpgrade(stream, { status: '503 Service Unavailable', reason: UNREACHABLE });
      });
    const over = this.#open.add(node.nodeId, () => destroyAll(sent));
    await proxy.ws(request, stream, { target: node.apiUrl }, head);
    over();
    if (problem) throw problem;
  }

  /** URL and headers of a WebSocket of a node. */
  socket(node: Addressee, path: string): { readonly url: string; readonly headers: NodeClient['headers'] } {
    return { url: `${node.apiUrl.replace(/^http/, 'ws')}${path}`, headers: this.#headers };
  }

  /** Headers of requests that the front itself sends. */
  get headers(): { readonly [name: string]: string } {
    return this.#headers;
  }
}

function destroyAll(sent: Iterable<ClientRequest | NetSocket>): void {
  for (const one of sent) one.destroy(new Error('the node is lost'));
}
