import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { readFile } from 'node:fs/promises';
import { startMockServer, type MockServer } from '../../src/index.js';
import { joinAsApp } from '../support/app-sockets.js';
import { temporaryFolder } from '../tls/client.js';

/** Opens a socket and returns `open`, the status of a response, or the error. */
async function outcome(url: string, options: ClientOptions = {}): Promise<string> {
  const socket = new WebSocket(url, options);
  const refused = new Promise<string>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  });
  const result = await Promise.race([once(socket, 'open').then(() => 'open'), refused]);
  socket.terminate();
  return result;
}

const serve = (): Promise<MockServer> => startMockServer({ port: 0, mediaPort: 0 });

describe('the step refuse-connection', () => {
  test.each([
    ['503', '503'],
    ['reset', 'read ECONNRESET'],
  ])(
    'with %s refuses the given number of connections to a socket, at every path and port',
    async (how, seen) => {
      await using server = await serve();
      const meeting = await server.startMeeting();
      await meeting.inject({ do: 'refuse-connection', socket: 'media', how, times: 3 });

      expect(await outcome(server.signalingUrl)).toBe('open');
      expect(await outcome(server.mediaUrl)).toBe(seen);
      expect(await outcome(`${server.mediaUrl}/audio`)).toBe(seen);
      expect(await outcome(`${server.signalingUrl}/audio`)).toBe(seen);
      expect(await outcome(server.mediaUrl)).toBe('open');
      const refused = server.journal.find({ type: 'connection-refused', streamId: meeting.streamId });
      expect(refused.map(({ socket, detail }) => [socket, detail['how'], detail['remaining']])).toEqual([
        ['media', how, 2],
        ['media', how, 1],
        ['media', how, 0],
      ]);
    },
  );

  test('takes a number for 503, which is the default', async () => {
    await using server = await serve();
    const meeting = await server.startMeeting();
    await meeting.inject({ do: 'refuse-connection', how: 503 });
    await meeting.inject({ do: 'refuse-connection' });
    expect(await outcome(server.signalingUrl)).toBe('503');
    expect(await outcome(`${server.signalingUrl}/signaling`)).toBe('503');
    expect(await outcome(server.signalingUrl)).toBe('open');
    await expect(meeting.inject({ do: 'refuse-connection', how: 'rest' })).rejects.toThrow(
      /503 or reset.*did you mean reset\?/,
    );
  });

  test('refuses the page, the journal and requests of the HTTP API never', async () => {
    await using server = await serve();
    const meeting = await server.startMeeting();
    await meeting.inject({ do: 'refuse-connection', how: 'reset' });
    expect((await fetch(`${server.controlUrl}/health`)).status).toBe(200);
    expect(await outcome(`${server.signalingUrl}/logs`)).toBe('open');
    expect(await outcome(server.signalingUrl)).toBe('read ECONNRESET');
  });

  test.each([
    ['the stream', 'stop'],
    ['the meeting', 'end'],
  ] as const)('ends with %s that planned it; others continue', async (_what, action) => {
    await using server = await serve();
    const [meeting, other] = [await server.startMeeting(), await server.startMeeting()];
    await meeting.inject({ do: 'refuse-connection', times: 10 });
    await other.inject({ do: 'refuse-connection', how: 'reset' });
    expect(await outcome(server.signalingUrl)).toBe('503');
    await meeting[action]();
    expect(await outcome(server.signalingUrl)).toBe('read ECONNRESET');
    expect(await outcome(server.signalingUrl)).toBe('open');
  });

  test('planned for a stopped stream, ends with the meeting', async () => {
    await using server = await serve();
    const meeting = await server.startMeeting();
    await meeting.stop();
    await meeting.inject({ do: 'refuse-connection' });
    await meeting.end();
    expect(await outcome(server.signalingUrl)).toBe('open');
  });

  test('stays with a meeting that continues under another stream id', async () => {
    await using server = await serve();
    const meeting = await server.startMeeting();
    const { streamId } = meeting;
    await meeting.inject({ do: 'refuse-connection' });
    await meeting.inject({ do: 'new-instance', ids: 'new' });
    expect(meeting.streamId).not.toBe(streamId);
    expect(await outcome(server.signalingUrl)).toBe('503');
    expect(server.journal.find({ type: 'connection-refused' })[0]?.streamId).toBe(meeting.streamId);
  });

  test('lets a running app connect again once the refusals are used up', async () => {
    await using server = await serve();
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting, { media_type: 8 });
    await meeting.waitFor('active');
    await meeting.inject({ do: 'refuse-connection', socket: 'media', times: 2 });
    await meeting.inject({ do: 'cut-socket', socket: 'media' });
    await once(app.mediaSocket.socket, 'close');
    const tries = [];
    for (let number = 0; number < 3; number += 1) tries.push(await outcome(server.mediaUrl));
    expect(tries).toEqual(['503', '503', 'open']);
  });

  test('resets the TCP connection below TLS, and answers 503 over TLS', async () => {
    await using folder = await temporaryFolder();
    await using server = await startMockServer({ port: 0, mediaPort: 0, tls: { folder: folder.path } });
    const ca = await readFile(server.caFile ?? '');
    const meeting = await server.startMeeting();
    await meeting.inject({ do: 'refuse-connection', how: 'reset' });
    await meeting.inject({ do: 'refuse-connection', how: '503' });
    expect(await outcome(server.signalingUrl, { ca })).toBe('read ECONNRESET');
    expect(await outcome(server.signalingUrl, { ca })).toBe('503');
    expect(await outcome(server.signalingUrl, { ca })).toBe('open');
  });
});
