import { describe, expect, test } from 'vitest';
import { receiver } from '../webhooks/receiver.js';
import { fakeServer } from './fake-server.js';

/** Calls with a body, and a body that each accepts. */
const CALLS: readonly [path: string, body: object][] = [
  ['/api/meetings', {}],
  ['/api/meetings/one/actions', { action: 'pause' }],
  ['/api/meetings/one/signature', {}],
  ['/api/actions', { action: 'pause', streamId: 'one' }],
  ['/api/steps/explain', { steps: [] }],
  ['/api/scenarios/check', { scenario: { name: 'x', description: 'x' } }],
  ['/api/scenarios/check', { scenario: { timeline: 'wrong' } }],
  ['/api/webhooks/validate', {}],
  ['/api/validate-webhook', {}],
  ['/api/send-webhook', {}],
  ['/api/stop-rtms', { meetingInfo: { rtms_stream_id: 'gone', meeting_uuid: 'x' } }],
];

describe('an unknown field of a request body', () => {
  test.each(CALLS)('is reported by POST %s %j', async (path, body) => {
    await using app = await receiver();
    await using server = await fakeServer();
    const one = server.add('one');
    const url = /webhook|stop-rtms/.test(path) ? { webhookUrl: app.url } : {};
    const known = await server.post(path, { ...body, ...url });
    one.state = 'active';
    expect(known.status).toBeLessThan(300);
    expect(JSON.stringify(known.json)).not.toContain('ignored');
    const answer = await server.post(path, { ...body, ...url, strem: 1 });
    expect(answer.status).toBe(known.status);
    expect(answer.json?.['warnings']).toEqual([
      expect.stringMatching(/^"strem" is not a known field and was ignored/),
    ]);
    expect(server.logger.text('warn')).toContain(`POST ${path}: "strem" is not a known field`);
  });

  test.each([
    [{ streamID: 'one' }, '"streamID" is not a known field; did you mean "streamId"?'],
    [{ stremId: 'one' }, '"stremId" is not a known field; did you mean "streamId"?'],
    [{ rtms_stream_id: 'one' }, '"rtms_stream_id" is not a known field'],
    [{ meetingUuid: 'x' }, '"meetingUuid" is not a known field.'],
    [{ clientId: 'x' }, '"clientId" is not a known field'],
    [{ ids: ['one'] }, '"ids" is not a known field.'],
    [{ strem: 'one' }, '"strem" is not a known field'],
    [{ topic: 'x' }, '"topic" is not a known field.'],
    [{ scenario: 'x' }, '"scenario" is not a known field.'],
    [{ streamId: null }, 'streamId must be a string, found null.'],
  ])('is refused by calls that reach every meeting: %j', async (selector, message) => {
    await using server = await fakeServer();
    const one = server.add('one');
    const answer = await server.post('/api/actions', { action: 'end', ...selector });
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toEqual({
      code: 'invalid-field',
      message: expect.stringContaining(message),
      hint: 'Name one stream by streamId; without it, the action reaches every running meeting.',
    });
    const reset = await server.post('/api/reset', selector);
    expect(reset.status).toBe(400);
    expect(JSON.stringify(reset.json)).toContain('A reset ends all meetings.');
    expect(one.performed).toEqual([]);
  });

  test('is a warning beside one that selects a stream', async () => {
    await using server = await fakeServer();
    const one = server.add('one');
    const other = server.add('other');
    const body = { action: 'end', streamId: 'one', meetingUuid: 'x', requestId: 7 };
    const answer = await server.post('/api/actions', body);
    expect([answer.status, one.performed.length, other.performed.length]).toEqual([200, 1, 0]);
    expect(answer.json?.['warnings']).toHaveLength(2);
  });

  test.each(['streamId', 'strem'])(
    '%s in the query is refused by calls that reach every meeting',
    async (name) => {
      await using server = await fakeServer();
      const one = server.add('one');
      for (const [path, body] of [
        ['/api/actions', { action: 'end' }],
        ['/api/reset', {}],
      ] as const) {
        const answer = await server.post(`${path}?${name}=one`, body);
        expect(answer.status).toBe(400);
        expect(answer.json?.['error']).toMatchObject({
          message: `The query parameter "${name}" is not known; the body has the fields.`,
        });
      }
      expect(one.performed).toEqual([]);
    },
  );

  test('is refused by POST /api/meetings/:streamId/steps', async () => {
    await using server = await fakeServer();
    server.add('one');
    const answer = await server.post('/api/meetings/one/steps', { do: 'pause', strem: 1 });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.json)).toContain('strem is not known');
  });

  test('of the REST API of the service is logged', async () => {
    await using server = await fakeServer({ settings: { auth: 'off' } });
    const path = '/v2/live_meetings/91234567890/rtms_app/status';
    const body = { action: 'start', settings: { clientId: 'x' }, reason: 1 };
    await server.call('PATCH', path, body, { 'content-type': 'application/json' });
    const logged = server.logger.text('warn');
    expect(logged).toContain(`PATCH ${path}: "reason" is not a known field`);
    expect(logged).toContain(
      '"settings.clientId" is not a known field and was ignored; did you mean "client_id"?',
    );
  });
});
