/** Bodies from the schemas of the OpenAPI document, and bodies that break them, to every call of the API. */
import { createServer } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openapiDocument } from '../../src/control/openapi-document.js';
import { startMockServer, type MockServer } from '../../src/index.js';
import { testSource } from '../support/test-source.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
}

interface Operation {
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } };
}

const DOCUMENT = openapiDocument() as {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};

const CALLS = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema === undefined ? [] : [{ method: method.toUpperCase(), path, schema }];
  }),
);

/** Strings that code is known to stumble over. Nothing listens at the port of the URL. */
const STRING = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', ' ', '\0', '__proto__', '../../etc/passwd', '%', '\ud800', '2025-13-45', '1e999'),
  fc.constantFrom(
    'http://127.0.0.1:9/',
    'http://',
    'javascript:alert(1)',
    'ws://[::1',
    'end',
    'join',
    'pause',
  ),
  fc.nat({ max: 2000 }).map((length) => 'x'.repeat(length)),
);

const HOSTILE = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  STRING,
  fc.constantFrom<unknown>(null, [], {}, -1, 0, 1e308, 2 ** 53, [[[[]]]], [null], { length: -1 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'do', 'fault', 'at', 'toString', 'then'), STRING),
);

function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const valid = validValuesOf(schema, depth);
  return fc.oneof({ arbitrary: valid, weight: 8 }, { arbitrary: HOSTILE, weight: 1 });
}

function validValuesOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return valuesOf(DOCUMENT.components.schemas[name] ?? {}, depth + 1);
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, depth + 1)));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['unknown']);
  return fc.oneof(...types.map((type) => typeValues(type, schema, depth)));
}

function typeValues(type: string, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return STRING;
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, depth + 1), { maxLength: 4 });
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]) => [name, valuesOf(field, depth + 1)] as const,
      );
      const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
      return fc
        .tuple(known, fc.dictionary(fc.string(), HOSTILE, { maxKeys: 2 }))
        .map(([one, more]) => ({ ...more, ...one }));
    }
    default:
      return HOSTILE;
  }
}

let server: MockServer;
let streamId: string;
beforeAll(async () => {
  server = await startMockServer({ port: 0, mediaPort: 0, media: testSource(), endNoticeMs: 0 });
  ({ streamId } = await server.startMeeting());
});
afterAll(() => server.close());

async function call(method: string, path: string, body: string): Promise<{ status: number; text: string }> {
  const url = `${server.controlUrl}${path.replace('{streamId}', streamId).replace('{id}', '91234567890')}`;
  const response = await fetch(url, { method, body, headers: { 'content-type': 'application/json' } });
  return { status: response.status, text: await response.text() };
}

describe('no body is a failure of the server', () => {
  test('all calls with a body are known', () => {
    expect(CALLS.map(({ path }) => path)).toContain('/api/meetings/{streamId}/steps');
    expect(CALLS.length).toBeGreaterThanOrEqual(8);
  });

  test.each(CALLS)('$method $path', async ({ method, path, schema }) => {
    await fc.assert(
      fc.asyncProperty(valuesOf(schema), async (body) => {
        const { status, text } = await call(method, path, JSON.stringify(body));
        expect(status, text).toBeLessThan(500);
      }),
      { numRuns: 60, seed: 20_261_127, endOnFailure: true },
    );
  });

  test.each([
    '{"do":"nothing"',
    '\uFEFF{}',
    '{"a":1}{"b":2}',
    '[1,',
    '"\\ud800"',
    'null',
    '{"__proto__":{"url":1}}',
  ])('%j to every call', async (body) => {
    for (const { method, path } of CALLS) {
      const { status, text } = await call(method, path, body);
      expect(status, `${path}: ${text}`).toBeLessThan(500);
    }
  });
});

const LONG = 'k'.repeat(50_000);
const MANY = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`unknown${index}`, 1]));

describe('nothing long is repeated', () => {
  test.each<[string, object]>([
    ['/api/meetings', { [LONG]: 1, start: false }],
    ['/api/meetings', { ...MANY, start: false }],
    [
      '/api/meetings',
      { participants: Array.from({ length: 90 }, () => ({ name: 'A', [LONG.slice(0, 500)]: 1 })) },
    ],
    ['/api/meetings', { scenario: LONG }],
    ['/api/meetings', { scenario: { name: 'x', [LONG]: 1 } }],
    ['/api/meetings', { scenario: { name: 'x', ...MANY } }],
    ['/api/meetings', { scenario: { name: 'x', timeline: Array.from({ length: 3000 }, () => ({})) } }],
    ['/api/meetings', { media: LONG }],
    ['/api/meetings', { participants: [{ name: 'A', media: LONG }] }],
    ['/api/meetings', { clientId: LONG }],
    ['/api/meetings', { meeting: LONG }],
    ['/api/meetings', { webhookUrl: LONG }],
    ['/api/meetings', { webhookUrl: `http://${LONG}/` }],
    ['/api/meetings', { webhookUrl: `http://127.0.0.1:9/${LONG}` }],
    ['/api/meetings/{streamId}/steps', { do: LONG }],
    ['/api/meetings/{streamId}/steps', { do: 'pause', [LONG]: 1 }],
    ['/api/meetings/{streamId}/steps', { do: 'pause', ...MANY }],
    ['/api/meetings/{streamId}/steps', { do: 'leave', participant: LONG }],
    ['/api/meetings/{streamId}/actions', { action: LONG }],
    ['/api/webhooks/validate', { url: LONG }],
    ['/api/webhooks/validate', { url: `http://${LONG}/` }],
    ['/api/send-webhook', { webhookUrl: `http://127.0.0.1:9/${LONG}`, existingPayload: { event: 'x' } }],
    ['/api/stop-rtms', { webhookUrl: LONG, meetingInfo: { rtms_stream_id: LONG } }],
  ])('%s', async (path, body) => {
    const { text } = await call('POST', path, JSON.stringify(body));
    const { error, warnings, message, webhook } = JSON.parse(text) as { [name: string]: unknown };
    expect(JSON.stringify({ error, warnings, message, webhook }).length, text.slice(0, 500)).toBeLessThan(
      6000,
    );
    expect(text).not.toContain('k'.repeat(700));
  });

  test.each([
    `/${LONG.slice(0, 8000)}`,
    `/api/meetings/${LONG.slice(0, 8000)}`,
    `/api/journal?kind=${LONG.slice(0, 8000)}`,
  ])('a long URL', async (path) => {
    const text = await (await fetch(`${server.controlUrl}${path}`)).text();
    expect(text.length).toBeLessThan(700);
  });

  test('a redirect of a webhook receiver', async () => {
    const receiver = createServer((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1/${LONG.slice(0, 8000)}` }).end(),
    );
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const verdict = await server.validateWebhook(`http://127.0.0.1:${port}/`);
    expect(verdict).toMatchObject({
      ok: false,
      code: 'redirect',
      message: expect.stringMatching(/^.{100,400}$/),
    });
    receiver.closeAllConnections();
    receiver.close();
  });
});
