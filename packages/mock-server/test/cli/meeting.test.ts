import { once } from 'node:events';
import type { Clock } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../src/clock.js';
import { receiver } from '../webhooks/receiver.js';
import { run, serving } from './fake-surroundings.js';

/** Waits for nothing longer than a turn. */
function impatientClock(): Clock {
  return {
    ...systemClock(),
    after: (_delayMs, callback) => {
      const waiting = setImmediate(callback);
      return () => clearImmediate(waiting);
    },
  };
}

describe('rtms-mock meeting', () => {
  test('starts a meeting, logs its journal and ends with it', async () => {
    await using app = await receiver();
    await using server = await serving();
    const options = ['--webhook-url', app.url, '--product', 'webinar', '--for', '10s'];
    const meeting = run(['meeting', '--server', server.controlUrl, ...options], { clock: impatientClock() });

    expect(await meeting.exitCode).toBe(4);
    expect(meeting.stdout.text).toContain('error: No app joined the stream.');
    expect(meeting.stdout.text).toMatch(/Meeting \S+ at ws:\S+; Ctrl-C ends it\./);
    expect(meeting.stdout.text).toMatch(/Stream \S+ created\./);
    expect(meeting.stdout.text).toContain('answered webinar.rtms_started with 200');
    expect(meeting.stdout.text).toMatch(/is terminated, reason 6 STOP_BC_MEETING_ENDED\./);
    expect(meeting.stdout.text).toContain('answered webinar.rtms_stopped with 200');
    expect(meeting.stderr.text).toBe('');
  });

  test('ends the meeting when a signal stops it', async () => {
    await using server = await serving();
    const meeting = run(['meeting', '--server', server.controlUrl], { clock: impatientClock() });
    await meeting.stdout.until(/created/);
    meeting.signal('SIGINT');
    expect(await meeting.exitCode).toBe(4);
    expect(meeting.stdout.text).toContain('is terminated');
  });

  test('ends when the meeting is ended by another request', async () => {
    await using server = await serving();
    const meeting = run(['meeting', '--server', server.controlUrl], { clock: impatientClock() });
    await meeting.stdout.until(/created/);
    await fetch(`${server.controlUrl}/api/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"action":"end"}',
    });
    expect(await meeting.exitCode).toBe(4);
  });

  test('succeeds when an app has joined', async () => {
    await using server = await serving(['--auth', 'off']);
    const meeting = run(['meeting', '--server', server.controlUrl], { clock: impatientClock() });
    const [, meetingUuid] = await meeting.stdout.until(/Meeting (\S+) at/);
    const [, streamId] = await meeting.stdout.until(/Stream (\S+) created/);
    const socket = new WebSocket(server.signalingUrl);
    await once(socket, 'open');
    const ids = { meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature: 'any' };
    socket.send(JSON.stringify({ msg_type: 1, protocol_version: 1, ...ids }));
    await meeting.stdout.until(/has a signaling connection/);
    meeting.signal('SIGINT');
    expect(await meeting.exitCode).toBe(0);
    expect(meeting.stdout.text).not.toContain('No app joined');
    socket.terminate();
  });

  test('reports that the server no longer answers', async () => {
    const started = { streamId: 'one', meetingUuid: 'uuid', serverUrls: 'ws://x', webhook: null };
    const server = await receiver(({ method }, respond) => {
      if (method === 'POST') respond(201, JSON.stringify(started));
    });
    const meeting = run(['meeting', '--server', new URL(server.url).origin]);
    await server.received(2);
    await server[Symbol.asyncDispose]();
    expect(await meeting.exitCode).toBe(1);
    expect(meeting.stdout.text).toContain('error: The server no longer answers.');
  });

  test('starts a meeting for several apps', async () => {
    await using server = await serving();
    const ids = ['--client-id', 'rtms-mock-client-id', '--client-id', 'rtms-mock-client-id'];
    const meeting = run(['meeting', '--server', server.controlUrl, ...ids]);
    expect(await meeting.exitCode).toBe(2);
    expect(meeting.stderr.text).toContain('clientIds names "rtms-mock-client-id" twice');
  });

  test('shows the refusal of the server', async () => {
    await using server = await serving();
    const meeting = run(['meeting', '--server', server.controlUrl, '--client-id', 'nobody']);
    expect(await meeting.exitCode).toBe(2);
    expect(meeting.stderr.text).toBe(
      'rtms-mock: clientId "nobody" is not in the credentials. Known: rtms-mock-client-id.\n',
    );
  });

  test('reports that the server is another program', async () => {
    await using other = await receiver({ status: 404, body: '<html>' });
    const meeting = run(['meeting', '--server', other.url]);
    expect(await meeting.exitCode).toBe(2);
    expect(meeting.stderr.text).toMatch(
      /^rtms-mock: the server at \S+, which responds with 404, is not rtms-mock; check --server\n$/,
    );
  });
});
