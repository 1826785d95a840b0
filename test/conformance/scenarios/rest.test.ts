import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../../packages/mock-server/src/credentials.js';
import { verifies } from '../verifies.js';
import type { World } from '../world.js';

const [APP] = DEV_CREDENTIALS.apps;

interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
}

async function call(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
}

function token(world: World, secret: string = APP.clientSecret): Promise<Answer> {
  return call(`${world.controlUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${APP.clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: APP.accountId }),
  });
}

async function act(world: World, meetingId: string, action: string, bearer?: string): Promise<Answer> {
  const authorization = `Bearer ${bearer ?? String((await token(world)).body['access_token'])}`;
  return call(`${world.controlUrl}/v2/live_meetings/${meetingId}/rtms_app/status`, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ action, settings: { client_id: APP.clientId } }),
  });
}

verifies('rest:token', { only: 'network' }, async (world) => {
  expect(await token(world)).toMatchObject({
    status: 200,
    body: {
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3599,
      scope: expect.stringContaining('meeting:update:participant_rtms_app_status'),
    },
  });
});

verifies('rest:token:wrong-secret', { only: 'network' }, async (world) => {
  expect(await token(world, 'wrong')).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
});

verifies('rest:start', { only: 'network', both: true }, async (world) => {
  await world.startMeeting({ meetingId: '91234567890', start: false });
  expect(await act(world, '91234567890', 'start')).toEqual({ status: 204, body: {} });
  const { body } = await world.untilWebhook('started');
  expect(body.payload).toMatchObject({ meeting_id: '91234567890', server_urls: expect.any(String) });
});

verifies('rest:controls', { only: 'network' }, async (world) => {
  const { meeting } = await world.join();
  const { meetingId } = meeting.view();
  const states: string[] = [];
  for (const action of ['pause', 'resume', 'stop']) {
    expect((await act(world, meetingId, action)).status).toBe(204);
    states.push(meeting.state);
  }
  expect(states).toEqual(['paused', 'active', 'terminated']);
});

verifies('rest:refused', { only: 'network' }, async (world) => {
  const { meeting } = await world.join();
  const { meetingId } = meeting.view();
  expect(await act(world, meetingId, 'resume')).toMatchObject({ status: 400, body: { code: 2310 } });
  expect(await act(world, meetingId, 'start')).toMatchObject({ status: 400, body: { code: 2310 } });
});

verifies('rest:unauthorized', { only: 'network' }, async (world) => {
  expect(await act(world, '1', 'start', 'unknown')).toMatchObject({ status: 401 });
  expect(world.webhooks).toEqual([]);
});

verifies('rest:unknown-meeting', { only: 'network' }, async (world) => {
  expect(await act(world, '1', 'stop')).toMatchObject({ status: 404, body: { code: 3001 } });
});
