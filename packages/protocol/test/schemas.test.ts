import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import * as protocol from '../src/index.js';
import { buildFiles } from '../scripts/schemas/build-files.js';
import { CATALOG } from '../scripts/schemas/catalog.js';
import { badCases, goodCases, type BadCase, type GoodCase, type Located } from './support/corpus.js';

const folder = fileURLToPath(new URL('../schemas', import.meta.url));
const { files: built } = buildFiles();

function committed(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

type Json = { [key: string]: unknown };

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary([
  'x-enum-varnames',
  'x-enum-descriptions',
  'javaEnumNames',
  'tsEnumNames',
  'x-parser-schema-id',
]);
const validators = new Map<string, ValidateFunction>();

function validator(path: string): ValidateFunction {
  const known = validators.get(path) ?? ajv.compile(JSON.parse(committed(path)) as Json);
  validators.set(path, known);
  return known;
}

/** Schema of a case; flat shapes have their own schemas. */
function schemaOf({ generation, message, case: found }: Located<GoodCase | BadCase>): string {
  const isFlatMedia = 'mediaShape' in found && found.mediaShape === 'flat';
  const isFlatEvent =
    generation === '2025' && message === 'event-update' && !('event' in (found.frame ?? {}));
  return `${generation}/${message}${isFlatMedia || isFlatEvent ? '-flat' : ''}.schema.json`;
}

describe('committed schemas', () => {
  test('agree with the types; `pnpm --filter @rtms-mock/protocol schemas` updates them', () => {
    const onDisk = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.json'));
    expect(onDisk.toSorted()).toStrictEqual([...built.keys()].toSorted());
    const stale = [...built].filter(([path, text]) => committed(path) !== text).map(([path]) => path);
    expect(stale).toStrictEqual([]);
  });

  test('have integers only, and type names that are valid in other languages', () => {
    for (const [path, text] of built) {
      // Times in cassettes have decimals; they are no messages.
      if (path !== 'cassette.json') expect(text, path).not.toMatch(/"type": "number"/);
      if (path.endsWith('.schema.json')) {
        const schema = JSON.parse(text) as { definitions?: Json };
        for (const name of Object.keys(schema.definitions ?? {})) expect(name).toMatch(/^[A-Za-z0-9]+$/);
      }
    }
  });

  test('say that numeric constants are integers, since a generator makes a double of the constant alone', () => {
    const untyped: string[] = [];
    for (const [path, text] of built) {
      JSON.parse(text, (_key, value: unknown) => {
        const isBare = typeof value === 'object' && value !== null && 'const' in value && !('type' in value);
        if (isBare && typeof value.const === 'number') untyped.push(`${path}: ${value.const}`);
        return value;
      });
    }
    expect(untyped).toStrictEqual([]);
  });

  test('keep fields and names in code generators of other languages', () => {
    const ids = new Set<string>();
    for (const [path, text] of built) {
      if (!path.endsWith('.schema.json')) continue;
      expect(text, path).not.toMatch(/"(?:const|default)":/);
      const schema = JSON.parse(text) as { $id: string };
      expect(schema.$id, path).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect(ids, path).not.toContain(schema.$id);
      ids.add(schema.$id);
    }
    const event = JSON.parse(committed('2026/event-update.schema.json')) as {
      properties: { event: { oneOf: unknown[]; 'x-parser-schema-id': string } };
    };
    expect(event.properties.event.oneOf).toHaveLength(8);
    expect(event.properties.event['x-parser-schema-id']).toBe('EventUpdate2026Event');
    const keepAlive = JSON.parse(committed('2026/keep-alive-req.schema.json')) as {
      properties: { msg_type: Json; timestamp: Json };
    };
    const handshake = JSON.parse(committed('2026/signaling-hand-shake-req.schema.json')) as {
      properties: { buffer_data: Json };
    };
    // Generators that know a default send it, or omit what equals the zero value of their language.
    expect(handshake.properties.buffer_data).toStrictEqual({
      type: 'boolean',
      description: expect.stringMatching(/^False drops audio .+ The default is true\.$/) as string,
    });
    // Java generators choose a 32-bit integer unless the range needs more.
    expect(keepAlive.properties.timestamp).toMatchObject({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
    expect(keepAlive.properties.msg_type).toMatchObject({
      enum: [12],
      javaEnumNames: ['KEEP_ALIVE_REQ'],
      tsEnumNames: ['KEEP_ALIVE_REQ'],
    });
  });

  test('are strict draft 7 and self-contained', () => {
    for (const path of built.keys()) if (path.endsWith('.schema.json')) validator(path);
    expect(validators.size).toBeGreaterThanOrEqual(CATALOG.length);
  });

  test('have a file for every message of each numeric generation', () => {
    const names = (generation: string): string[] =>
      CATALOG.filter((entry) => entry.folder === generation && !entry.file.endsWith('-flat')).map(
        (entry) => entry.name,
      );
    const sent = Object.entries(protocol.MessageType).filter(([name]) => !/^UNDEFINED|^META_/.test(name));
    expect(names('2026').toSorted()).toStrictEqual(sent.map(([name]) => name).toSorted());
    const early = sent.filter(([, type]) => type <= 20).map(([name]) => name);
    expect(names('2025').toSorted()).toStrictEqual(early.toSorted());
  });

  test.each(['signaling', 'data'])('require one of the ids in the %s handshake', (socket) => {
    const validate = validator(`2026/${socket}-hand-shake-req.schema.json`);
    const request = {
      msg_type: socket === 'signaling' ? 1 : 3,
      protocol_version: 1,
      rtms_stream_id: 's',
      signature: 'f'.repeat(64),
      ...(socket === 'data' && { media_type: 1 }),
    };
    expect(validate(request)).toBe(false);
    expect(validate.errors?.map(({ message }) => message)).toContain(
      "must have required property 'meeting_uuid'",
    );
    for (const id of ['meeting_uuid', 'webinar_uuid', 'session_id', 'engagement_id', 'call_id']) {
      expect(validate({ ...request, [id]: 'x' }), id).toBe(true);
    }
    const { allOf } = JSON.parse(committed(`2026/${socket}-hand-shake-req.schema.json`)) as Json;
    expect(allOf).toHaveLength(1);
  });

  test('name their numbers', () => {
    const states = JSON.parse(committed('2026/stream-state-update.schema.json')) as {
      properties: { state: Json; msg_type: Json };
      definitions?: { [name: string]: Json };
    };
    const state = states.definitions?.['StreamState'] ?? states.properties.state;
    expect(state).toMatchObject({
      enum: [0, 1, 2, 3, 4, 5, 6],
      'x-enum-varnames': [
        'INACTIVE',
        'ACTIVE',
        'INTERRUPTED',
        'TERMINATING',
        'TERMINATED',
        'PAUSED',
        'RESUMED',
      ],
    });
    expect(states.properties.msg_type['x-enum-varnames']).toStrictEqual(['STREAM_STATE_UPDATE']);
  });

  test('name every number of an enum', () => {
    const unnamed: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const schema = value as Json;
      const values = Array.isArray(schema['enum']) ? schema['enum'] : [schema['const']];
      const isNumeric = values.every((member) => typeof member === 'number');
      // 31 is the sum of the media types, and has no name.
      const isMediaMask = path.endsWith('/media_type') && values.includes(31);
      const isNamed = schema['x-enum-varnames'] !== undefined;
      if (isNumeric && !path.endsWith('protocol_version') && !isMediaMask && !isNamed) {
        unnamed.push(path);
      }
      for (const [key, inner] of Object.entries(schema)) visit(inner, `${path}/${key}`);
    };
    for (const [path, text] of built) if (path.endsWith('.schema.json')) visit(JSON.parse(text), path);
    expect(unnamed).toStrictEqual([]);
  });

  test('enums.json has the numbers of the code', () => {
    const tables = JSON.parse(committed('enums.json')) as {
      [name: string]: { members: { name: string; value: number }[] };
    };
    for (const [name, { members }] of Object.entries(tables)) {
      const inFile = Object.fromEntries(members.map((member) => [member.name, member.value]));
      expect(inFile, name).toStrictEqual((protocol as unknown as { [name: string]: unknown })[name]);
    }
    expect(Object.keys(tables)).toHaveLength(22);
  });
});

describe('the corpus', () => {
  test.each(goodCases)('$name is valid', (located) => {
    const validate = validator(schemaOf(located));
    const isValid = validate(located.case.frame);
    expect(validate.errors ?? []).toStrictEqual([]);
    expect(isValid).toBe(true);
  });

  /** A schema checks one field at a time, no combinations. */
  const needsMoreThanASchema = /opus-at-16-khz|stereo-g722/;
  const withFrame = badCases.filter(
    ({ name, case: found }) => found.frame && !needsMoreThanASchema.test(name),
  );

  test.each(withFrame)('$name is not valid', (located) => {
    const validate = validator(schemaOf(located));
    expect(validate(located.case.frame)).toBe(false);
  });
});

describe('created webhook bodies are valid', () => {
  const stream = {
    entityId: 'id',
    streamId: 's',
    accountId: 'a',
    operatorId: 'o',
    meetingId: '9',
  };
  const bodies = protocol.PRODUCTS.flatMap((product) =>
    (['flat', 'both'] as const).flatMap((shape) => [
      protocol.streamStartedWebhook({ product, ...stream }, 'ws://h/signaling', 5, shape),
      protocol.streamStoppedWebhook({ product, ...stream }, 6, 5, shape),
      protocol.streamInterruptedWebhook({ product, ...stream }, 'ws://h/signaling', 5, shape),
    ]),
  );
  const meeting = { product: 'meeting', ...stream } as const;
  const all: { event: string }[] = [
    ...bodies,
    protocol.urlValidationWebhook('token', 5),
    protocol.concurrencyNearLimitWebhook(1600, 2000, 5),
    protocol.concurrencyLimitedWebhook(meeting, 2000, 5),
    protocol.toStringWebhook(protocol.streamStartedWebhook(meeting, 'ws://h/', 5)),
    protocol.toStringWebhook(protocol.streamStoppedWebhook(meeting, 6, 5)),
  ];

  test.each(all)('$event', (body) => {
    const validate = validator(`webhooks/${body.event.replaceAll('_', '-')}.schema.json`);
    validate(body);
    expect(validate.errors ?? []).toStrictEqual([]);
    expect(validate({ ...body, payload: {} })).toBe(false);
  });

  test('every webhook has a schema, and every schema a function that creates its body', () => {
    const events = new Set(all.map((body) => body.event));
    const described = CATALOG.filter((entry) => entry.folder === 'webhooks').map((entry) => entry.name);
    expect([...events].toSorted()).toStrictEqual(described.toSorted());
  });
});

describe('the AsyncAPI document', () => {
  const document = JSON.parse(committed('asyncapi.json')) as Json;

  /** Target of a `$ref` of the document, or undefined. */
  function resolved(ref: string): unknown {
    if (ref.startsWith('./')) return existsSync(join(folder, normalize(ref))) ? ref : undefined;
    const steps = ref.replace('#/', '').split('/');
    return steps.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
  }

  test('has no broken references', () => {
    const refs = [...committed('asyncapi.json').matchAll(/"\$ref": "([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.filter((ref) => resolved(ref) === undefined)).toStrictEqual([]);
    const schemas = refs.filter((ref) => ref.startsWith('./')).map((ref) => normalize(ref));
    const messages = CATALOG.filter((entry) => entry.folder !== 'webhooks');
    expect(new Set(schemas).size).toBe(messages.length);
    expect(dirname(schemas[0] ?? '')).toBe('string');
  });

  test('lists messages by socket and sender', () => {
    const operations = document['operations'] as {
      [name: string]: { action: string; messages: { $ref: string }[] };
    };
    const names = (operation: string): string[] =>
      (operations[operation]?.messages ?? []).map(({ $ref }) => $ref.split('/').at(-1) ?? '');
    expect(names('send-media-2026').toSorted()).toStrictEqual(['data-hand-shake-req', 'keep-alive-resp']);
    expect(names('send-signaling-2026')).toContain('video-subscription-req');
    expect(names('send-signaling-2025')).not.toContain('video-subscription-req');
    expect(names('send-signaling-string')).toContain('session-state-update');
    expect(names('receive-media-2025')).toContain('media-data-audio-flat');
    expect(Object.keys(operations)).toHaveLength(12);
  });
});
