import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { receiver } from '../webhooks/receiver.js';
import { restServer } from './rest-calls.js';

const [APP] = DEV_CREDENTIALS.apps;
const START = { action: 'start', settings: { client_id: APP.clientId, participant_user_id: 'someone' } };

describe('PATCH …/rtms_app/status', () => {
  test('creates a meeting on request, and answers before the webhook is', async () => {
    await using app = await receiver({});
    await using run = await restServer({ webhookUrl: app.url, unknownMeetings: 'create' });
    const answer = await run.rest.setStatus('live_meetings/91234567890', START);

    expect(answer).toEqual({ status: 204, body: undefined });
    await expect.poll(() => app.requests.length).toBe(1);
    expect(run.server.meetings()[0]?.view()).toMatchObject({ meetingId: '91234567890', product: 'meeting' });
  });

  test('starts, pauses, resumes and stops a meeting that is there, and starts it again', async () => {
    await using run = await restServer();
    const meeting = await run.server.startMeeting({ start: false });
    const path = `live_meetings/${meeting.view().meetingId}`;
    expect((await run.rest.setStatus(path, START)).status).toBe(204);
    expect(await run.rest.setStatus(path, { action: 'pause' })).toMatchObject({
      status: 400,
      body: { code: 2310 },
    });
    expect((await run.rest.setStatus(path, { action: 'stop' })).status).toBe(204);
    expect(meeting.state).toBe('terminated');
    expect(await run.rest.setStatus(path, { action: 'stop' })).toMatchObject({
      status: 400,
      body: { code: 2310 },
    });
    expect((await run.rest.setStatus(path, START)).status).toBe(204);
    expect(meeting.state).toBe('created');
    expect(run.server.meetings()).toHaveLength(1);
  });

  test('starts nothing on a meeting that has ended', async () => {
    await using run = await restServer();
    const meeting = await run.server.startMeeting();
    const { meetingId } = meeting.view();
    await meeting.end();
    expect(await run.rest.setStatus(`live_meetings/${meetingId}`, START)).toEqual({
      status: 400,
      body: { code: 2310, message: `Meeting ${meetingId} has ended.` },
    });
    expect(run.server.meetings()).toHaveLength(1);

    const next = await run.server.startMeeting({ meetingId, start: false });
    expect((await run.rest.setStatus(`live_meetings/${meetingId}`, START)).status).toBe(204);
    await expect.poll(() => next.state).toBe('created');
    expect(run.server.meetings()).toHaveLength(2);
  });

  test('adds the stream of a second app to a meeting', async () => {
    const credentials = {
      ...DEV_CREDENTIALS,
      apps: [APP, { ...APP, clientId: 'second' }] as [typeof APP, typeof APP],
    };
    await using run = await restServer({ credentials });
    const first = await run.server.startMeeting();
    const path = `live_meetings/${first.view().meetingId}`;
    await run.rest.setStatus(path, { action: 'start', settings: { client_id: 'second' } });

    await expect.poll(() => run.server.meetings().length).toBe(2);
    const [one, two] = run.server.meetings().map((meeting) => meeting.view());
    expect(two).toMatchObject({ meetingUuid: one?.meetingUuid, clientId: 'second' });
  });

  test('works for sessions with a token that the SDK secret signs, whose id is encoded twice', async () => {
    await using run = await restServer({ unknownMeetings: 'create' });
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: APP.clientId, exp: 9_999_999_999 })}`;
    const sign = (secret: string): string =>
      `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
    const path = `videosdk/sessions/${encodeURIComponent(encodeURIComponent('a/b=='))}`;

    expect((await run.rest.setStatus(path, { action: 'start' }, sign('other'))).status).toBe(401);
    expect((await run.rest.setStatus(path, { action: 'start' }, sign(APP.clientSecret))).status).toBe(204);
    expect(run.server.meetings()[0]?.view()).toMatchObject({ meetingUuid: 'a/b==', product: 'session' });
  });

  test('works for engagements', async () => {
    await using run = await restServer({ unknownMeetings: 'create' });
    await run.rest.setStatus('contact_center/engagements/eng1', { action: 'start' });
    expect(run.server.meetings()[0]?.view()).toMatchObject({
      meetingUuid: 'eng1',
      product: 'contact_center',
    });
  });

  test.each([
    ['no action', {}, 300, 'action must be one of start, stop, pause, resume'],
    ['an unknown action', { action: 'go' }, 300, 'action must be one of'],
    [
      'an unknown app',
      { action: 'start', settings: { client_id: 'x' } },
      300,
      'settings.client_id x is not known',
    ],
    ['no JSON', '{', 300, 'The body is not a JSON object.'],
  ])('refuses %s', async (_what, body, code, message) => {
    await using run = await restServer();
    expect(await run.rest.setStatus('live_meetings/1', body)).toEqual({
      status: 400,
      body: { code, message: expect.stringContaining(message) },
    });
    expect(run.server.meetings()).toEqual([]);
  });

  test.each([
    ['live_meetings/undefined', 'The path contains the text "undefined" in place of an id'],
    ['live_meetings/99999999999', '"meetingId":"99999999999","start":false'],
    ['videosdk/sessions/s1', '"product":"session","meetingUuid":"s1","start":false'],
  ])('refuses to start %s, which does not exist, and says what to do', async (path, advice) => {
    await using run = await restServer();
    expect(await run.rest.setStatus(path, START)).toEqual({
      status: 404,
      body: { code: 3001, message: expect.stringContaining(advice) },
    });
    expect(run.server.meetings()).toEqual([]);
  });

  test('names the id that the call takes, if the path has the UUID of the meeting', async () => {
    await using run = await restServer();
    const meeting = await run.server.startMeeting({ meetingUuid: 'uuid', meetingId: '93333333333' });
    for (const id of ['uuid', meeting.streamId]) {
      const { body } = await run.rest.setStatus(`live_meetings/${id}`, START);
      expect(body?.['message']).toBe(
        `Meeting does not exist: ${id}. This call takes the id 93333333333 of that meeting.`,
      );
    }
  });

  test('starts a stream for a second user of the same app, and stops that of each user', async () => {
    await using run = await restServer();
    const meeting = await run.server.startMeeting({ start: false });
    const path = `live_meetings/${meeting.view().meetingId}`;
    const of = (action: string, user: string): object => ({
      action,
      settings: { client_id: APP.clientId, participant_user_id: user },
    });
    await run.rest.setStatus(path, of('start', APP.userId));
    await expect.poll(() => meeting.state).toBe('created');
    await run.server.startMeeting({ meeting: meeting.streamId, operatorId: 'user-2' });
    const [, second] = run.server.meetings();
    expect((await run.rest.setStatus(path, of('stop', 'user-2'))).status).toBe(204);
    expect([meeting.state, second?.state]).toEqual(['created', 'terminated']);
    expect((await run.rest.setStatus(path, of('start', 'user-2'))).status).toBe(204);
    await expect.poll(() => second?.state).toBe('created');
    expect(run.server.meetings()).toHaveLength(2);
  });

  test.each([
    ['403', 403, 403],
    ['2308', 400, 2308],
    ['2310', 400, 2310],
    ['3000', 400, 3000],
  ] as const)('fails once with %s on request, by option and by step', async (code, status, number) => {
    await using run = await restServer({ rejectStart: code });
    const meeting = await run.server.startMeeting({ start: false });
    const other = await run.server.startMeeting({ start: false });
    const path = `live_meetings/${meeting.view().meetingId}`;
    expect(await run.rest.setStatus(path, START)).toMatchObject({ status, body: { code: number } });
    await meeting.inject({ do: 'reject-start', code: Number(code), message: 'because' });
    expect((await run.rest.setStatus(`live_meetings/${other.view().meetingId}`, START)).status).toBe(204);
    expect(await run.rest.setStatus(path, START)).toEqual({
      status,
      body: { code: number, message: 'because' },
    });
    expect((await run.rest.setStatus(path, START)).status).toBe(204);
  });

  test('refuses to stop a meeting that is not there', async () => {
    await using run = await restServer();
    expect(await run.rest.setStatus('live_meetings/123', { action: 'stop' })).toEqual({
      status: 404,
      body: { code: 3001, message: 'Meeting does not exist: 123.' },
    });
  });

  test('is strict on request: unknown meetings and users that are not the host are refused', async () => {
    await using run = await restServer({ strict: true });
    const meeting = await run.server.startMeeting({ start: false });
    const path = `live_meetings/${meeting.view().meetingId}`;
    const host = { ...START, settings: { ...START.settings, participant_user_id: APP.userId } };

    expect(await run.rest.setStatus('live_meetings/123', host)).toMatchObject({ status: 404 });
    expect(await run.rest.setStatus(path, START)).toMatchObject({ status: 400, body: { code: 2308 } });
    expect(await run.rest.setStatus(path, host)).toMatchObject({ status: 204 });
  });

  test('refuses tokens that are unknown, or allow something else', async () => {
    await using run = await restServer();
    const narrow = await run.rest.accessToken('meeting:read:meeting_audio');
    expect(await run.rest.setStatus('live_meetings/1', START, 'x')).toEqual({
      status: 401,
      body: { code: 124, message: 'Invalid access token.' },
    });
    expect(await run.rest.setStatus('live_meetings/1', START, narrow)).toMatchObject({
      status: 400,
      body: { code: 4711, message: expect.stringContaining('meeting:update:participant_rtms_app_status') },
    });
  });

  test.each([
    [{ settings: 'x' }, 'settings must be an object with client_id'],
    [{ settings: [] }, 'settings must be an object with client_id'],
    [{ settings: { client_id: 5 } }, 'settings.client_id must be a string'],
    [{ settings: { participant_user_id: {} } }, 'settings.participant_user_id must be a string'],
  ])('refuses %j, and starts nothing', async (change, message) => {
    await using run = await restServer();
    const answer = await run.rest.setStatus('live_meetings/1', { action: 'start', ...change });
    expect(answer).toEqual({ status: 400, body: { code: 300, message } });
    expect(run.server.meetings()).toEqual([]);
  });

  test('needs no token when authentication is off', async () => {
    const call = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'start' }),
    };
    for (const [auth, status] of [
      ['required', 401],
      ['off', 204],
    ] as const) {
      await using run = await restServer({ auth, unknownMeetings: 'create' });
      expect(await run.rest.call('PATCH', '/v2/live_meetings/1/rtms_app/status', call)).toMatchObject({
        status,
      });
    }
  });
});
