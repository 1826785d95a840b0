/** Requests to the HTTP API, created from its OpenAPI document. */
import type { Corpus, JsonObject } from '../input/messages.js';
import { mutate } from '../input/mutate.js';
import type { Random } from '../input/random.js';
import { sampleOf, type Schema } from '../input/schema-values.js';
import { anyString, anyValue } from '../input/values.js';
import {
  encodeFaulty,
  encodeRequest,
  REQUEST_FAULTS,
  type RawRequest,
  type RequestFault,
} from '../net/raw-http.js';

/** The part of an OpenAPI document that is used. */
export interface OpenApi {
  readonly paths: {
    readonly [path: string]: { readonly [method: string]: OpenApiOperation };
  };
}

interface OpenApiOperation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } };
  readonly responses: { readonly [status: string]: unknown };
}

/** One call of the API. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly contentTypes: readonly string[];
  /** Valid bodies as JSON. */
  readonly bodies: readonly string[];
  /** Documented statuses. */
  readonly statuses: ReadonlySet<number>;
}

/** A request to send. */
export interface HttpCase {
  readonly operation: Operation;
  readonly port: number;
  /** The request before its framing is broken. Its method is that of another operation in few cases. */
  readonly request: RawRequest;
  readonly bytes: Buffer;
  readonly fault: RequestFault | undefined;
  readonly about: string;
}

/** What requests refer to. */
export interface HttpSurroundings {
  readonly port: number;
  readonly mediaPort: number;
  readonly streamIds: readonly string[];
  readonly meetingIds: readonly string[];
  /** Receiver of webhooks that misbehaves. */
  readonly sinkUrl: string;
}

/** Values of each schema. */
const PER_SCHEMA = 30;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'get', ''];
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json\x01',
  '',
];

/** Reads the operations and generates their bodies. */
export function operationsOf(document: OpenApi, steps: readonly JsonObject[], seed: number): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => {
      const content = Object.entries(requestBody?.content ?? {});
      const bodies = content.flatMap(([, { schema }]) =>
        sampleOf(schema, document, seed, PER_SCHEMA).map((value) => JSON.stringify(value)),
      );
      if (path.endsWith('/steps')) bodies.push(...steps.map((step) => JSON.stringify(step)));
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        contentTypes: content.map(([type]) => type),
        bodies,
        statuses: new Set(Object.keys(responses).map(Number)),
      };
    }),
  );
}

/** Steps with values for their fields, from the list that `GET /api/steps` returns. */
export function stepsOf(list: unknown, random: Random): JsonObject[] {
  const { steps = [] } = list as {
    readonly steps?: readonly {
      readonly name: string;
      readonly fields: readonly { readonly name: string }[];
    }[];
  };
  return steps.flatMap(({ name, fields }) =>
    Array.from({ length: 6 }, () => ({
      do: name,
      ...Object.fromEntries(
        fields
          .filter(() => random.chance(0.7))
          .map((field) => [
            field.name,
            random.pick<unknown>([
              'Tone',
              'Ana Ruiz',
              'signaling',
              'media',
              1000,
              1,
              '1s',
              true,
              'CLIENT_READY_ACK',
              anyString(random),
            ]),
          ]),
      ),
    })),
  );
}

/** Plans a request: valid in some cases, mutated in most, with a broken framing in few. */
export function planHttpCase(
  random: Random,
  operations: readonly Operation[],
  surroundings: HttpSurroundings,
  { corpus, without }: { readonly corpus: Corpus; readonly without: ReadonlySet<string> },
): HttpCase {
  const operation = pickOperation(random, operations);
  const about: string[] = [];
  let body: Buffer | undefined;
  if (operation.bodies.length > 0 || random.chance(0.05)) {
    const value = bodyOf(random, operation, surroundings);
    const other = (): unknown => JSON.parse(random.pick(corpus.webhooks).text) as unknown;
    const mutated = mutate(random, value, { without, other });
    body = mutated.bytes;
    about.push(...mutated.mutations);
  }
  const request: RawRequest = {
    method: random.chance(0.03) ? random.pick(METHODS) : operation.method,
    path: pathOf(random, operation, surroundings),
    headers: headersOf(random, operation, surroundings),
    ...(body && { body }),
  };
  const fault = random.chance(0.08) ? random.pick(REQUEST_FAULTS) : undefined;
  if (fault) about.push(fault);
  return {
    operation,
    port: random.chance(0.03) ? surroundings.mediaPort : surroundings.port,
    request,
    fault,
    bytes: fault ? encodeFaulty(random, request, fault) : encodeRequest(request),
    about: `${operation.method} ${operation.path} ${about.join(', ')}`,
  };
}

/** The journal is large: it is read less often than the rest is called. */
function pickOperation(random: Random, operations: readonly Operation[]): Operation {
  const operation = random.pick(operations);
  const isRare = operation.path.endsWith('/journal') || operation.path === '/metrics';
  return isRare && random.chance(0.8) ? random.pick(operations) : operation;
}

function bodyOf(random: Random, { bodies }: Operation, surroundings: HttpSurroundings): unknown {
  const value = (bodies.length > 0 ? JSON.parse(random.pick(bodies)) : anyValue(random)) as unknown;
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as JsonObject;
  for (const key of ['webhookUrl', 'url']) {
    if (key in fields || random.chance(0.1)) fields[key] = urlOf(random, surroundings);
  }
  if ('media' in fields)
    fields['media'] = random.pick(['tone', 'tone:1e9', 'noise', 'silence', 'no/such/file.mp4', '.']);
  return fields;
}

function urlOf(random: Random, { sinkUrl, port }: HttpSurroundings): string {
  return random.pick([
    sinkUrl,
    sinkUrl,
    sinkUrl,
    `http://127.0.0.1:${port}/api/meetings`,
    'http://127.0.0.1:1/closed',
    `http://user:password@127.0.0.1:${port}/`,
    'https://localhost:1/',
    'ftp://127.0.0.1/',
    anyString(random),
  ]);
}

function pathOf(random: Random, operation: Operation, { streamIds, meetingIds }: HttpSurroundings): string {
  let path = operation.path;
  const query: string[] = [];
  for (const { name, in: place } of operation.parameters) {
    const ids = name === 'streamId' ? streamIds : meetingIds;
    const value = random.chance(0.7) && ids.length > 0 ? random.pick(ids) : anyString(random);
    if (place === 'path') path = path.replace(`{${name}}`, () => encodeURIComponentSafely(value));
    else if (random.chance(0.4)) {
      query.push(`${name}=${encodeURIComponentSafely(random.chance(0.5) ? String(random.int(9)) : value)}`);
    }
  }
  if (random.chance(0.02))
    path = random.pick([`${path}/`, path.toUpperCase(), `${path}/%`, `${path}%ff`, `/${path}`]);
  if (random.chance(0.02)) query.push(`${'q'.repeat(random.pick([10, 5000, 20_000]))}=[][]`);
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

/** Replaces lone surrogates, which cannot be encoded. */
function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function headersOf(random: Random, operation: Operation, { port }: HttpSurroundings): [string, string][] {
  const headers: [string, string][] = [
    [
      'Host',
      random.chance(0.03) ? random.pick(['evil.example', '', 'localhost:99999', 'a b']) : `127.0.0.1:${port}`,
    ],
  ];
  if (operation.contentTypes.length > 0) {
    const type = random.chance(0.05) ? random.pick(CONTENT_TYPES) : random.pick(operation.contentTypes);
    if (type !== '') headers.push(['Content-Type', type]);
  }
  if (random.chance(0.03)) {
    headers.push(['Origin', random.pick(['http://evil.example', 'null', `http://127.0.0.1:${port}`, 'x'])]);
  }
  if (/^\/(?:v2|oauth)/.test(operation.path)) {
    const basic = Buffer.from('rtms-mock-client-id:rtms-mock-client-secret').toString('base64');
    headers.push(['Authorization', random.pick([`Basic ${basic}`, 'Basic !', 'Bearer x.y.z', 'Bearer', ''])]);
  }
  if (random.chance(0.02)) headers.push(['Content-Encoding', random.pick(['gzip', 'br', 'deflate', 'x'])]);
  if (random.chance(0.02)) {
    headers.push(['Upgrade', random.pick(['websocket', 'h2c', 'x'])], ['Connection', 'Upgrade']);
    headers.push(['Sec-WebSocket-Key', random.pick(['dGhlIHNhbXBsZSBub25jZQ==', '', 'x'])]);
    headers.push(['Sec-WebSocket-Version', random.pick(['13', '7', ''])]);
  }
  if (random.chance(0.02)) headers.push(['Expect', random.pick(['100-continue', 'x'])]);
  return headers;
}
