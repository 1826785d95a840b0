import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMockServer, type MockServer } from '../../src/index.js';

let server: MockServer;

beforeAll(async () => {
  server = await startMockServer({ port: 0, mediaPort: 0 });
});

afterAll(() => server.close());

async function wait(streamId: string, query: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.controlUrl}/api/meetings/${streamId}/wait?${query}`);
  return { status: response.status, body: await response.json() };
}

test('a state that is reached answers at once with its entry', async () => {
  const { streamId } = await server.startMeeting();
  const { status, body } = await wait(streamId, 'for=created');
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'state', type: 'created', streamId, seq: expect.any(Number) });
});

test.each(['for=terminated', `for=${encodeURIComponent('{"kind":"state","type":"terminated"}')}`])(
  '%s answers when it happens',
  async (query) => {
    const meeting = await server.startMeeting();
    const answer = wait(meeting.streamId, query);
    await meeting.end();
    expect(await answer).toMatchObject({ status: 200, body: { streamId: meeting.streamId } });
  },
);

test('with after, what has happened before does not count', async () => {
  const meeting = await server.startMeeting();
  const after = server.journal.lastSeq;
  expect(await wait(meeting.streamId, `for=created&after=${after}&timeout=20ms`)).toMatchObject({
    status: 408,
  });
  await meeting.stop();
  await meeting.start();
  const { status, body } = await wait(meeting.streamId, `for=created&after=${after}`);
  expect(status).toBe(200);
  expect((body as { seq: number }).seq).toBeGreaterThan(after);
});

test('what does not happen in time is answered with what did', async () => {
  const { streamId } = await server.startMeeting();
  const { status, body } = await wait(streamId, 'for=streaming&timeout=20ms');
  expect(status).toBe(408);
  expect(body).toMatchObject({
    error: {
      code: 'timeout',
      message: expect.stringMatching(/Waited 20 ms for moment "streaming".*It is created; .*state created/),
    },
    state: 'created',
    latest: [{ type: 'created' }],
  });
});

test.each([
  ['', /for is missing.*state, a moment/],
  ['for=strming', /did you mean streaming/],
  ['for={"type"', /not valid JSON/],
  [`for=${encodeURIComponent('{"type":"NOPE"}')}`, /not the type of any journal entry/],
  ['for=active&timeout=5', /timeout must be a duration/],
  ['for=active&timeout=2h', /timeout must be .*at most 10m/],
  ['for=active&timout=5s', /timout.*did you mean.*timeout/],
])('says what is wrong with ?%s', async (query, message) => {
  const { streamId } = await server.startMeeting();
  const { status, body } = await wait(streamId, query);
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toMatch(message);
});

test('an unknown stream is answered with 404', async () => {
  expect(await wait('nobody', 'for=active')).toMatchObject({ status: 404 });
});

test('a server that closes answers those who wait', async () => {
  const other = await startMockServer({ port: 0, mediaPort: 0 });
  const meeting = await other.startMeeting();
  const answer = fetch(`${other.controlUrl}/api/meetings/${meeting.streamId}/wait?for=paused`);
  await expect.poll(() => other.journal.lastSeq).toBeGreaterThan(0);
  await other.close();
  // The answer may be lost with the port, but nobody is kept waiting.
  await Promise.allSettled([answer]);
});
