import { describe, expect, test } from 'vitest';
import { fakeServer, type FakeServer } from './fake-server.js';

describe('the journal', () => {
  function fill(server: FakeServer): void {
    server.add('one');
    const about = { kind: 'message', streamId: 'one', socket: 'signaling', connectionId: 's1' } as const;
    server.journal.record({ ...about, direction: 'received', type: 'SIGNALING_HAND_SHAKE_REQ' });
    server.journal.record({ ...about, direction: 'sent', type: 'SIGNALING_HAND_SHAKE_RESP' });
    server.journal.record({ kind: 'state', streamId: 'two', type: 'active' });
  }

  test.each([
    ['/api/journal', [1, 2, 3]],
    ['/api/journal?streamId=two', [3]],
    ['/api/journal?after=1', [2, 3]],
    ['/api/journal?kind=state', [3]],
    ['/api/journal?type=', [1, 2, 3]],
    ['/api/journal?limit=2', [2, 3]],
    ['/api/meetings/one/journal?limit=1', [2]],
    ['/api/meetings/one/journal?direction=received&limit=5', [1]],
    ['/api/meetings/one/journal', [1, 2]],
    ['/api/meetings/one/journal?streamId=two', [1, 2]],
    ['/api/meetings/one/journal?direction=sent', [2]],
    ['/api/meetings/one/journal?direction=received&type=SIGNALING_HAND_SHAKE_REQ', [1]],
    ['/api/meetings/one/journal?socket=media', []],
    ['/api/meetings/one/journal?connectionId=s1&after=1', [2]],
  ])('%s has entries %j', async (path, expected) => {
    await using server = await fakeServer();
    fill(server);
    const { status, json } = await server.get(path);
    expect(status).toBe(200);
    expect(json?.['lastSeq']).toBe(3);
    expect((json as { entries: { seq: number }[] }).entries.map((entry) => entry.seq)).toEqual(expected);
  });

  test.each([
    'direction=up',
    'kind=x',
    'socket=x',
    'after=-1',
    'after=x',
    'limit=0',
    'limit=x',
    'limit=1.5',
    'type=a&type=b',
  ])('says what is wrong with ?%s', async (query) => {
    await using server = await fakeServer();
    const answer = await server.get(`/api/journal?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toMatchObject({
      code: 'invalid-query',
      message: expect.stringContaining(`query parameter ${query.split('=')[0]}`),
    });
  });
});

test('a parameter of the journal that nobody knows is told', async () => {
  await using server = await fakeServer();
  const { status, json } = await server.get('/api/journal?knd=state&foo=1');
  expect(status).toBe(200);
  expect(json?.['warnings']).toEqual([
    '"knd" is not a known field and was ignored; did you mean "kind"?',
    '"foo" is not a known field and was ignored.',
  ]);
});

describe('health', () => {
  test('is OK as plain text', async () => {
    await using server = await fakeServer();
    const answer = await server.get('/health');
    expect([answer.status, answer.text]).toEqual([200, 'OK']);
    expect(answer.headers['content-type']).toContain('text/plain');
  });

  test('of the sockets is told with the reason of trouble', async () => {
    const now: { trouble?: string } = {};
    await using server = await fakeServer({ trouble: () => now.trouble });
    expect(await server.get('/ws-health')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    now.trouble = 'media does not listen';
    expect(await server.get('/ws-health')).toMatchObject({
      status: 503,
      json: { status: 'error', message: 'media does not listen' },
    });
  });
});

test('scenarios are listed with what happens in them', async () => {
  await using server = await fakeServer();
  const { scenarios } = (await server.get('/api/scenarios')).json as {
    scenarios: { name: string; timeline: string[] }[];
  };
  expect(scenarios[0]).toEqual({
    name: 'two-speakers',
    description: expect.stringContaining('conversation') as string,
    timeline: [],
  });
  expect(scenarios.find(({ name }) => name === 'late-joiner')?.timeline).toEqual([
    '10 s after the meeting began: Participant 2 joins the meeting.',
    '60 s after the meeting began: Participant 2 leaves the meeting.',
  ]);
});

test('metrics are summed over all streams, in the text format of Prometheus', async () => {
  await using server = await fakeServer();
  const audio = { frames: 10, bytes: 6400, dropped: 1, skipped: 0, latenessMaxMs: 5, latenessMeanMs: 1 };
  server.add('one').media['audio'] = audio;
  server.add('two').media['audio'] = { ...audio, latenessMaxMs: 25 };
  server.add('three', 'terminated');
  const { text, headers } = await server.get('/metrics');
  const lines = text.split('\n');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(lines).toContain('rtms_mock_meetings{state="active"} 2');
  expect(lines).toContain('rtms_mock_meetings{state="terminated"} 1');
  expect(lines).toContain('rtms_mock_connections{socket="signaling"} 3');
  expect(lines).toContain('rtms_mock_media_frames_total{type="audio"} 20');
  expect(lines).toContain('rtms_mock_media_bytes_total{type="audio"} 12800');
  expect(lines).toContain('rtms_mock_media_dropped_total{type="audio"} 2');
  expect(lines).toContain('rtms_mock_media_lateness_max_seconds{type="audio"} 0.025');
  expect(lines).toContain('rtms_mock_journal_entries_total 0');
  for (const line of lines.filter((one) => one !== '')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) rtms_mock_\w+ .+|rtms_mock_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/,
    );
  }
});

test('GET /api/figures has the figures of the server, and pings readers only on request', async () => {
  await using server = await fakeServer();
  const answer = await server.get('/api/figures');
  expect(answer.json).toMatchObject({ streams: { started: 0, joined: 0 }, process: { processes: 1 } });
  await server.get('/api/figures?probe=yes');
  expect(server.figureOptions).toEqual([{}, { probe: true }]);
  const wrong = await server.get('/api/figures?probe=perhaps');
  expect([wrong.status, wrong.json?.['error']]).toMatchObject([400, { code: 'invalid-query' }]);
});
