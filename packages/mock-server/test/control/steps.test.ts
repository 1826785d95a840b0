import { describe, expect, test } from 'vitest';
import { StepRefusedError } from '../../src/scenarios/performers/index.js';
import { findDefinition } from '../../src/scenarios/steps/index.js';
import { fakeServer } from './fake-server.js';

test('a step is performed on the meeting that the address names, and explained', async () => {
  await using server = await fakeServer();
  const meeting = server.add('one');
  const body = { fault: 'close-socket', socket: 'media', code: 1011 };
  const answer = await server.post('/api/meetings/one/steps', body);
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    step: { do: 'close-socket', socket: 'media', code: 1011, reason: 'Going away' },
    explanation: expect.stringContaining('closes the media socket with code 1011') as string,
  });
  expect(meeting.injected).toEqual([body]);
});

test.each([
  [{ do: 'jion', participant: 'Bo' }, /do names no step: found "jion"; did you mean join\?$/],
  [{ do: 'join' }, /participant is missing/],
  [{ do: 'delay', by: 10 }, /by must be a duration such as 500ms/],
  [{ do: 'pause', reson: 1 }, /reson is not known in step pause/],
  [[], /the step must be an object/],
])('refuses %j and says what is wrong', async (body, message) => {
  await using server = await fakeServer();
  const meeting = server.add('one');
  const answer = await server.post('/api/meetings/one/steps', body);
  expect(answer.status).toBe(400);
  expect(answer.json?.['error']).toMatchObject({
    code: 'invalid-step',
    message: expect.stringMatching(message) as string,
  });
  expect(meeting.injected).toEqual([]);
});

test('a step that makes no sense now is refused with the reason', async () => {
  await using server = await fakeServer();
  server.add('one').onInject = () =>
    Promise.reject(new StepRefusedError({ do: 'share-stop' }, 'no participant is sharing a screen'));
  const answer = await server.post('/api/meetings/one/steps', { do: 'share-stop' });
  expect(answer.status).toBe(409);
  expect(answer.json?.['error']).toMatchObject({
    code: 'step-refused',
    message: expect.stringContaining('no participant is sharing') as string,
  });
});

test('every step is listed with its fields', async () => {
  await using server = await fakeServer();
  const { steps } = (await server.get('/api/steps')).json as { steps: { name: string; fields: object[] }[] };
  expect(steps.length).toBeGreaterThanOrEqual(25);
  expect(steps.find(({ name }) => name === 'reject-handshake')?.fields).toContainEqual({
    name: 'times',
    accepts: 'a whole number from 1 to 1000',
    description: 'Number of handshakes.',
    required: false,
    default: '1',
    schema: { type: 'integer', minimum: 1, maximum: 1000, description: 'Number of handshakes.', default: 1 },
  });
});

describe('the schema of a step', () => {
  interface Described {
    readonly name: string;
    readonly schema: { readonly required: readonly string[]; readonly properties: object };
  }
  const all = async (): Promise<readonly Described[]> => {
    await using server = await fakeServer();
    return ((await server.get('/api/steps')).json as { steps: readonly Described[] }).steps;
  };

  test('accepts what the server accepts, and nothing without a required field', async () => {
    const steps = await all();
    const schemaOf = (name: string) => steps.find((step) => step.name === name)?.schema;
    expect(schemaOf('join')).toMatchObject({
      required: ['do', 'participant'],
      properties: { do: { const: 'join' }, participant: { format: 'participant' } },
      additionalProperties: false,
    });
    expect(schemaOf('delay')?.properties).toMatchObject({
      by: { type: 'string', format: 'duration' },
      socket: { enum: ['signaling', 'media', 'all'], default: 'all' },
    });
    const { by } = (schemaOf('delay')?.properties ?? {}) as { by?: { pattern: string } };
    const pattern = new RegExp(by?.pattern ?? 'nothing');
    expect(['500ms', '1.5s', '2m'].every((text) => pattern.test(text))).toBe(true);
    expect(pattern.test('5')).toBe(false);
  });

  test('describes every field of every step, with a default that the step accepts', async () => {
    for (const { name, schema } of await all()) {
      const { do: named, ...fields } = schema.properties as {
        [field: string]: { [keyword: string]: unknown };
      };
      expect(named).toEqual({ const: name });
      const definition = findDefinition(name);
      for (const [field, { description, default: value, ...rules }] of Object.entries(fields)) {
        expect(description, `${name}.${field}`).not.toBe('');
        expect(Object.keys(rules), `${name}.${field}`).not.toHaveLength(0);
        if (value !== undefined) expect(definition?.fields[field]?.kind.read(value).ok).toBe(true);
      }
    }
  });
});

test('steps are checked and explained without being performed', async () => {
  await using server = await fakeServer();
  const meeting = server.add('one');
  const { status, json } = await server.post('/api/steps/explain', {
    steps: [{ do: 'leave', participant: 2 }, { do: 'leave' }, {}],
  });
  expect(status).toBe(200);
  expect(json?.['steps']).toEqual([
    { ok: true, step: { do: 'leave', participant: 2 }, explanation: 'Participant 2 leaves the meeting.' },
    { ok: false, message: expect.stringMatching(/participant is missing/) as string },
    { ok: false, message: expect.stringMatching(/names no step/) as string },
  ]);
  expect(meeting.injected).toEqual([]);
  expect((await server.post('/api/steps/explain', { steps: {} })).status).toBe(400);
});

test('a scenario is checked and explained before a meeting uses it', async () => {
  await using server = await fakeServer();
  const check = async (scenario: unknown) => (await server.post('/api/scenarios/check', { scenario })).json;
  expect(await check({ name: 'mine', timeline: [{ at: '1s', do: 'pause' }] })).toEqual({
    ok: true,
    timeline: [expect.stringMatching(/^1 s after the meeting began: The stream is paused/) as string],
    warnings: [],
  });
  expect(await check({ timeline: [{ at: 'soon', do: 'pause' }, { do: 'jion' }] })).toMatchObject({
    ok: false,
    problems: [
      expect.stringMatching(/^timeline\[0\]\.at must be a duration/) as string,
      expect.stringMatching(/did you mean join\?$/) as string,
    ],
  });
  expect(server.meetings).toEqual([]);
});

test('the content of a scenario file is checked, and returned as plain data', async () => {
  await using server = await fakeServer();
  const check = (body: object) => server.post('/api/scenarios/check', body);
  const text = '# mine\nname: mine\ntimeline:\n  - { at: 1s, do: pause }\n';
  expect((await check({ text })).json).toEqual({
    ok: true,
    timeline: [expect.stringMatching(/^1 s after the meeting began: The stream is paused/) as string],
    warnings: [],
    scenario: { name: 'mine', timeline: [{ at: '1s', do: 'pause' }] },
  });
  expect((await check({ text: text.replace('1s', 'soon') })).json).toEqual({
    ok: false,
    problems: [expect.stringMatching(/^Line 4, column 11: timeline\[0\]\.at must be a duration/) as string],
  });
  expect((await check({ text: '{' })).json).toMatchObject({ ok: false });
  expect(await check({})).toMatchObject({ status: 400, json: { error: { code: 'invalid-field' } } });
});

test('a scenario comes by name or as an object, and what is wrong with it is said', async () => {
  await using server = await fakeServer();
  const scenario = { name: 'mine', timeline: [{ at: '1s', do: 'pause' }] };
  expect((await server.post('/api/meetings', { scenario })).status).toBe(201);
  expect(server.meetings[0]?.input.scenario).toEqual({
    name: 'mine',
    description: '',
    timeline: [{ when: { atMs: 1000 }, step: { do: 'pause' } }],
  });
  const unknown = await server.post('/api/meetings', { scenario: 'late-joner' });
  expect(unknown.json?.['error']).toMatchObject({ hint: 'GET /api/scenarios lists the built-in scenarios.' });
  const wrong = await server.post('/api/meetings', { scenario: { timeline: [{ at: 'soon', do: 'pause' }] } });
  expect(wrong.json?.['error']).toMatchObject({
    code: 'invalid-scenario',
    message: expect.stringContaining('timeline[0].at must be a duration') as string,
    hint: 'GET /api/steps lists every step with its fields; docs/scenarios.md describes the whole.',
  });
});
