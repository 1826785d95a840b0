import { describe, expect, test } from 'vitest';
import type { OpenMedia } from '../../src/media/sources/open-media.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import { MeetingEndedError } from '../../src/meetings/unknown-meeting.js';
import { findBuiltInScenario } from '../../src/scenarios/built-in-scenarios.js';
import { fakeServer } from './fake-server.js';

describe('POST /api/meetings', () => {
  test('starts a meeting and tells its ids, URLs and what came of the webhook', async () => {
    const outcome = { status: 'delivered', httpStatus: 200, ms: 12, late: false } as const;
    await using server = await fakeServer({
      startMeeting: async (meeting) => {
        meeting.startWebhook = outcome;
      },
    });
    const answer = await server.post('/api/meetings', { webhookUrl: 'http://127.0.0.1:3000/webhook' });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe('/api/meetings/stream-1');
    expect(answer.json).toEqual({
      streamId: 'stream-1',
      meetingUuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
      meetingId: '91234567890',
      serverUrls: 'ws://127.0.0.1:9092',
      state: 'active',
      webhook: outcome,
    });
  });

  test('needs no body', async () => {
    await using server = await fakeServer();
    const answer = await server.call('POST', '/api/meetings', undefined, {
      'content-type': 'application/json',
    });
    expect(answer.status).toBe(201);
    expect(answer.json?.['webhook']).toBeNull();
    expect(server.meetings[0]?.input).toEqual({});
  });

  test('answers although the webhook failed, and says why', async () => {
    const outcome = {
      status: 'failed',
      code: 'connection-refused',
      message: 'Nothing listens.',
      ms: 1,
    } as const;
    await using server = await fakeServer({
      startMeeting: async (meeting) => {
        meeting.startWebhook = outcome;
      },
    });
    const answer = await server.post('/api/meetings', {});
    expect(answer.status).toBe(201);
    expect(answer.json?.['webhook']).toEqual(outcome);
  });

  test('explains a late or refused webhook', async () => {
    await using server = await fakeServer({
      startMeeting: async (meeting) => {
        meeting.startWebhook = { status: 'refused', httpStatus: 500, ms: 5, late: false };
      },
    });
    const answer = await server.post('/api/meetings', { webhookUrl: 'http://127.0.0.1:3000/webhook' });
    expect(answer.json?.['webhook']).toMatchObject({
      status: 'refused',
      httpStatus: 500,
      message: expect.stringContaining('only 200 and 204 count'),
    });
  });

  test('opens the recordings of participants together, and takes names without an object', async () => {
    const choices: unknown[] = [];
    const openMedia: OpenMedia = (choice) => {
      choices.push(choice);
      return Promise.resolve({ label: 'people' } as MediaSource);
    };
    await using server = await fakeServer({ openMedia });
    const participants = ['Ada', { name: 'Grace', media: 'grace.mp4' }];
    const answer = await server.post('/api/meetings', { participants });
    expect(answer.status).toBe(201);
    expect(choices).toEqual([[{ name: 'Ada' }, { name: 'Grace', media: 'grace.mp4' }]]);
    expect(server.meetings[0]?.input).toMatchObject({ media: { label: 'people' } });
  });

  test('hands every field on', async () => {
    const media = { label: 'talk.mp4' } as MediaSource;
    await using server = await fakeServer({
      openMedia: async (choice) => ({ ...media, label: JSON.stringify(choice) }),
    });
    const fields = {
      webhookUrl: 'https://app.example.test/hook',
      product: 'contact_center',
      protocol: '2026',
      participants: [{ name: 'Ada' }, { name: 'Grace', present: false }],
      topic: 'Plans',
      clientId: 'rtms-mock-client-id',
      start: false,
    };
    await server.post('/api/meetings', { ...fields, scenario: 'two-speakers', media: 'talk.mp4' });
    expect(server.meetings[0]?.input).toEqual({
      ...fields,
      scenario: findBuiltInScenario('two-speakers'),
      media: { label: '"talk.mp4"' },
    });
  });

  test('takes the generation as a number too', async () => {
    await using server = await fakeServer();
    await server.post('/api/meetings', { protocol: 2026 });
    expect(server.meetings[0]?.input.protocol).toBe('2026');
  });

  test.each([
    [{ webhookUrl: 5 }, 'invalid-field', /^webhookUrl must be an http or https URL such as .*, found 5\.$/],
    [
      { webhookUrl: 'localhost:3000' },
      'invalid-field',
      /^webhookUrl must be .*; did you mean http:\/\/localhost:3000\?/,
    ],
    [{ product: 'party' }, 'invalid-field', /^product must be one of meeting, webinar, .*, found "party"/],
    [
      { protocol: '2024' },
      'invalid-field',
      /^protocol must be one of 2025, 2026 or string, found "2024"; did you mean 2025\?/,
    ],
    [{ participants: 'Ada' }, 'invalid-field', /^participants must be an array, found "Ada"/],
    [{ participants: [7] }, 'invalid-field', /^participants\[0\] must be an object such as/],
    [{ participants: [' '] }, 'invalid-field', /^participants\[0\] must not be empty/],
    [
      { participants: [{ name: 'Ada', present: 'no' }] },
      'invalid-field',
      /^participants\[0\]\.present must be true/,
    ],
    [
      { participants: [{ name: 'Ada', media: '' }] },
      'invalid-field',
      /^participants\[0\]\.media must not be empty/,
    ],
    [
      { media: 'a.mp4', participants: [{ name: 'Ada', media: 'b.mp4' }] },
      'invalid-field',
      /^media cannot be combined with/,
    ],
    [{ participants: [{ name: 'Ada' }, {}] }, 'invalid-field', /^participants\[1\]\.name is missing/],
    [{ participants: [{ name: 'x'.repeat(201) }] }, 'invalid-field', /at most 200 characters, found 201/],
    [
      { participants: Array.from({ length: 501 }, () => ({ name: 'x' })) },
      'invalid-field',
      /at most 500 entries, found 501/,
    ],
    [{ start: 'no' }, 'invalid-field', /^start must be true or false, found "no"/],
    [{ topic: '  ' }, 'invalid-field', /^topic must not be empty/],
    [{ clientId: 'nobody' }, 'invalid-field', /^clientId "nobody" is not in the credentials/],
    [{ scenario: 'nothing' }, 'unknown-scenario', /^There is no scenario "nothing"/],
    [{ media: 'talk.mp4' }, 'media-unavailable', /opens no files/],
  ])('refuses %j', async (body, code, message) => {
    await using server = await fakeServer();
    const answer = await server.post('/api/meetings', body);
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(server.meetings).toHaveLength(0);
  });

  test('says what is wrong with a recording', async () => {
    await using server = await fakeServer({
      openMedia: () => Promise.reject(new Error('talk.mp4 is not there; check the path')),
    });
    const answer = await server.post('/api/meetings', { media: 'talk.mp4' });
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toEqual({
      code: 'media-unavailable',
      message: 'talk.mp4 is not there; check the path',
    });
  });

  test('refuses another stream of a meeting that has ended', async () => {
    await using server = await fakeServer({
      startMeeting: () => Promise.reject(new MeetingEndedError('stream-7')),
    });
    const answer = await server.post('/api/meetings', { meeting: 'stream-7' });
    expect(answer.status).toBe(409);
    expect(answer.json?.['error']).toEqual({
      code: 'meeting-ended',
      message: 'meeting stream-7 has ended; start a new one.',
    });
  });

  test('lets unknown fields pass and says so', async () => {
    await using server = await fakeServer();
    const answer = await server.post('/api/meetings', { webhookURL: 'http://x', foo: 1 });
    expect(answer.status).toBe(201);
    expect(answer.json?.['warnings']).toEqual([
      '"webhookURL" is not a known field and was ignored; did you mean "webhookUrl"?',
      '"foo" is not a known field and was ignored.',
    ]);
    expect(server.logger.text('warn')).toContain('webhookURL');
  });

  test('says what it ignores of participants, and of a stream on a meeting that runs', async () => {
    await using server = await fakeServer({ openMedia: () => Promise.reject(new Error('never opened')) });
    const people = await server.post('/api/meetings', { participants: [{ name: 'Ada', camera: true }] });
    expect(people.json?.['warnings']).toEqual([
      '"participants[0].camera" is not a known field and was ignored.',
    ]);
    const joining = { meeting: 'one', product: 'webinar', participants: ['Bo'], topic: 'x', media: 'y.mp4' };
    const answer = await server.post('/api/meetings', { ...joining, protocol: '2026' });
    expect(answer.status).toBe(201);
    expect(answer.json?.['warnings']).toEqual(
      ['product', 'participants', 'media', 'topic'].map(
        (name) => `"${name}" was ignored: the running meeting that "meeting" names decides it.`,
      ),
    );
  });
});

describe('looking at meetings', () => {
  test('lists all of them with state, connections and counters', async () => {
    await using server = await fakeServer();
    const one = server.add('one');
    server.add('two', 'terminated');
    const answer = await server.get('/api/meetings');
    expect(answer.json).toEqual({ meetings: server.meetings.map((meeting) => meeting.view()) });
    expect(answer.json?.['meetings']).toHaveLength(2);
    expect((await server.get('/api/meetings/one')).json).toEqual({
      ...one.view(),
      webhook: null,
      timing: null,
    });
  });

  test('says that a stream is unknown', async () => {
    await using server = await fakeServer();
    for (const answer of [
      await server.get('/api/meetings/none'),
      await server.get('/api/meetings/none/journal'),
      await server.post('/api/meetings/none/actions', { action: 'pause' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.json?.['error']).toMatchObject({
        code: 'unknown-stream',
        message: 'There is no stream none.',
      });
    }
  });
});

describe('actions', () => {
  test('are performed with their reason, by number or by name', async () => {
    await using server = await fakeServer();
    const one = server.add('one');
    expect((await server.post('/api/meetings/one/actions', { action: 'pause' })).json).toEqual({
      streamId: 'one',
      action: 'pause',
      state: 'paused',
    });
    await server.post('/api/meetings/one/actions', { action: 'stop', reason: 8 });
    await server.post('/api/meetings/one/actions', { action: 'end', reason: 'MEETING_ENDED' });
    expect(one.performed).toEqual([
      ['pause', undefined],
      ['stop', 8],
      ['end', 6],
    ]);
  });

  test('that make no sense now are refused with the reason', async () => {
    await using server = await fakeServer();
    server.add('one', 'paused');
    const answer = await server.post('/api/meetings/one/actions', { action: 'pause' });
    expect(answer.status).toBe(409);
    expect(answer.json?.['error']).toEqual({ code: 'action-refused', message: 'It is paused already.' });
  });

  test.each([
    [{}, /^action is missing; it is one of pause, resume, stop, start or end\.$/],
    [{ action: 'explode' }, /^action must be one of pause, .*, found "explode"/],
    [{ action: 'stop', reason: 99 }, /^reason must be a stop reason/],
    [{ action: 'stop', reason: 'BORED' }, /^reason must be a stop reason/],
    [{ action: 'stop', reason: {} }, /^reason must be a stop reason/],
  ])('are checked: %j', async (body, message) => {
    await using server = await fakeServer();
    const one = server.add('one');
    for (const path of ['/api/meetings/one/actions', '/api/actions']) {
      const answer = await server.post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.json?.['error']).toMatchObject({ message: expect.stringMatching(message) });
    }
    expect(one.performed).toEqual([]);
  });

  test('for all concern the running meetings only, and one refusal stops no other', async () => {
    await using server = await fakeServer();
    server.add('paused', 'paused');
    server.add('running');
    const over = server.add('over', 'terminated');
    const answer = await server.post('/api/actions', { action: 'pause' });
    expect(answer.json).toEqual({
      results: [
        { streamId: 'paused', ok: false, state: 'paused', message: 'It is paused already.' },
        { streamId: 'running', ok: true, state: 'paused' },
      ],
    });
    expect(over.performed).toEqual([]);
  });

  test('to end concern stopped streams too, and one end does for all streams of a meeting', async () => {
    await using server = await fakeServer();
    const one = server.add('one');
    const other = server.add('other', 'terminated');
    const over = server.add('over', 'terminated');
    over.meetingEnded = true;
    one.onPerform = async () => {
      other.meetingEnded = true;
    };
    const answer = await server.post('/api/actions', { action: 'end' });
    expect(answer.json).toEqual({
      results: [
        { streamId: 'one', ok: true, state: 'terminated' },
        { streamId: 'other', ok: true, state: 'terminated' },
      ],
    });
    expect([one.performed.length, other.performed.length, over.performed.length]).toEqual([1, 0, 0]);
  });

  test('to start concern no stream whose meeting has ended', async () => {
    await using server = await fakeServer();
    server.add('over', 'terminated').meetingEnded = true;
    server.add('stopped', 'terminated');
    const answer = await server.post('/api/actions', { action: 'start' });
    expect(answer.json?.['results']).toMatchObject([{ streamId: 'stopped', ok: true }]);
  });

  test('to start concern those that do not run', async () => {
    await using server = await fakeServer();
    server.add('running');
    server.add('fresh', 'created');
    server.add('stopped', 'terminated');
    const answer = await server.post('/api/actions', { action: 'start' });
    expect(answer.json?.['results']).toMatchObject([{ streamId: 'fresh' }, { streamId: 'stopped' }]);
  });

  test('concern one stream only if the body names it', async () => {
    await using server = await fakeServer();
    const one = server.add('one');
    const other = server.add('other');
    const answer = await server.post('/api/actions', { action: 'end', streamId: 'one' });
    expect(answer.json).toEqual({ results: [{ streamId: 'one', ok: true, state: 'terminated' }] });
    const unknown = await server.post('/api/actions', { action: 'end', streamId: 'wrong' });
    expect([unknown.status, unknown.json?.['error']]).toEqual([
      404,
      expect.objectContaining({ code: 'unknown-stream' }),
    ]);
    expect([one.performed.length, other.performed.length]).toEqual([1, 0]);
  });

  test('can be called when there is no meeting', async () => {
    await using server = await fakeServer();
    expect((await server.post('/api/actions', { action: 'end' })).json).toEqual({ results: [] });
  });
});
