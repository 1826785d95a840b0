import { expect, test } from 'vitest';
import { StepRefusedError } from '../../src/scenarios/performers/index.js';
import { fakeServer } from './fake-server.js';

test('a step is performed on the meeting that the address names, and explained', async () => {
  await using server = await fakeServer();
  const meeting = server.add('one');
  const body = { fault: 'close-socket', socket: 'media', code: 1011 };
  const answer = await server.post('/api/meetings/one/steps', body);
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    step: { do: 'close-socket', socket: 'media', code: 1011, reason: 'Normal close' },
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
  });
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
