import { Program } from '../e2e/processes.js';

/** A server in a process of its own, as a node of a cluster. */
export interface Node extends AsyncDisposable {
  readonly program: Program;
  /** Base of its HTTP API. */
  readonly apiUrl: string;
  /** URL in its webhooks, without the number of an instance. */
  readonly signalingUrl: string;
}

/** Starts `rtms-mock serve --cluster` on free ports. Resolves when the other nodes know it. */
export async function startNode(cluster: string, ...flags: readonly string[]): Promise<Node> {
  const ports = ['--port', '0', '--media-port', '0'];
  const program = new Program('packages/mock-server/bin/rtms-mock.js', [
    'serve',
    ...ports,
    '--log-format',
    'json',
    '--cluster',
    cluster,
    ...flags,
  ]);
  const ready = JSON.parse(await program.line(/"msg":"ready"/)) as {
    readonly controlUrl: string;
    readonly signalingUrl: string;
  };
  return {
    program,
    apiUrl: ready.controlUrl,
    signalingUrl: ready.signalingUrl,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** A stream as the API lists it. */
export interface ListedStream {
  readonly streamId: string;
  readonly state: string;
  readonly serverUrls: string;
  readonly node: string;
}

/** Sends a request to the API of a node. Throws for a status that says that it has failed. */
export async function call<T>(node: Node, path: string, body?: object): Promise<T> {
  const response = await fetch(`${node.apiUrl}${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return (text.startsWith('{') ? JSON.parse(text) : text) as T;
}

/** Starts a meeting through a node. */
export function startMeeting(node: Node, body: object): Promise<ListedStream> {
  return call(node, '/api/meetings', body);
}

/** All streams of the cluster, as a node lists them. */
export async function streamsOf(node: Node): Promise<readonly ListedStream[]> {
  return (await call<{ readonly meetings: readonly ListedStream[] }>(node, '/api/meetings')).meetings;
}
