/** The server on Bun and Deno, with apps on this Node. */
import { once } from 'node:events';
import { MessageType } from '@rtms-mock/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { joinAsApp } from '../../packages/mock-server/test/support/app-sockets.js';
import { call, startServerProgram } from '../e2e/processes.js';
import { installRuntimes, type Runtime, type RuntimeName } from './runtimes.js';

let runtimes: { readonly [name in RuntimeName]: Runtime };
beforeAll(async () => {
  runtimes = await installRuntimes();
});

const VIDEO = { content_type: 3, codec: 5, resolution: 2, fps: 10, data_opt: 3 };
const ALL = { media_type: 32, media_params: { video: VIDEO } };

interface Started {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
}

async function serve(name: RuntimeName) {
  const { program, ready } = await startServerProgram([], runtimes[name].run);
  const meeting = await call<Started>(ready.controlUrl, '/api/meetings', {});
  const step = (fields: object): Promise<unknown> =>
    call(ready.controlUrl, `/api/meetings/${meeting.streamId}/steps`, fields);
  return { program, ready, meeting, step };
}

describe.each(['bun', 'deno'] as const)('the server on %s', (name) => {
  test('plays a meeting to an app, and stops politely', async () => {
    const { program, meeting } = await serve(name);
    await using _program = program;
    await using app = await joinAsApp(meeting, ALL);
    for (const type of [
      MessageType.MEDIA_DATA_AUDIO,
      MessageType.MEDIA_DATA_VIDEO,
      MessageType.MEDIA_DATA_TRANSCRIPT,
    ])
      expect((await app.media(type))['content']).toBeDefined();
    const closed = app.mediaSocket.closed();
    program.signal('SIGTERM');
    expect((await closed).code).toBe(1000);
    expect(await program.exit()).toBe(0);
  });

  test('sends everything to a reader that was slow', async () => {
    const { program, ready, meeting, step } = await serve(name);
    await using _program = program;
    await using app = await joinAsApp(meeting, ALL);
    await app.media(MessageType.MEDIA_DATA_VIDEO);
    const sizes: number[] = [];
    app.mediaSocket.socket.on('message', (data: Buffer) => sizes.push(data.length));
    const large = (): number => sizes.filter((size) => size >= 8 * 2 ** 20).length;
    app.mediaSocket.socket.pause();
    // More than the system buffers for a connection.
    await step({ do: 'large-frame', size: '8M', times: 3 });
    await expect
      .poll(async () => (await waitingBytes(ready.controlUrl, meeting.streamId)) > 2 ** 20, {
        timeout: 20_000,
      })
      .toBe(true);
    app.mediaSocket.socket.resume();
    await expect.poll(large, { timeout: 30_000 }).toBeGreaterThan(0);
    const before = sizes.length;
    await expect.poll(() => sizes.length, { timeout: 20_000 }).toBeGreaterThan(before + 50);
  });

  test('refuses, resets and cuts connections on request, and splits messages', async () => {
    const { program, ready, meeting, step } = await serve(name);
    await using _program = program;
    await using app = await joinAsApp(meeting, ALL);
    await app.media(MessageType.MEDIA_DATA_AUDIO);
    await step({ do: 'frames', fragment: 1000 });
    for (const type of [MessageType.MEDIA_DATA_AUDIO, MessageType.MEDIA_DATA_VIDEO])
      expect((await app.media(type))['content']).toBeDefined();
    await step({ do: 'cut-socket', socket: 'media' });
    expect((await app.mediaSocket.closed()).code).toBe(1006);
    await step({ do: 'refuse-connection', socket: 'media' });
    await step({ do: 'refuse-connection', socket: 'media', how: 'reset' });
    await expect(open(ready.mediaUrl)).rejects.toThrow('503');
    await expect(open(ready.mediaUrl)).rejects.toThrow('ECONNRESET');
    await open(ready.mediaUrl);
  });
});

/** Bytes that wait for an app. */
async function waitingBytes(controlUrl: string, streamId: string): Promise<number> {
  const path = `/api/meetings/${streamId}`;
  const { connections } = await call<{ connections: { bufferedBytes: number }[] }>(controlUrl, path);
  return Math.max(...connections.map(({ bufferedBytes }) => bufferedBytes));
}

async function open(url: string): Promise<void> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.terminate();
}
