import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { describeWithTool } from '../../../../test/support/require-tool.js';
import { createMediaOpener } from '../../src/media/sources/open-media.js';
import { startMockServer } from '../../src/server/mock-server.js';
import type { MockMeeting } from '../../src/server/mock-meeting.js';
import type { MockServer } from '../../src/server/server-api.js';
import { isRunning } from '../../src/media/tracks/cache-names.js';
import { Preparations } from '../../src/media/sources/preparations.js';
import { testSource } from '../support/test-source.js';
import { picture, record, temporaryFolder, tone } from './file-support.js';

/** Joins a meeting for its audio (1) or video (2). */
async function listenTo(
  server: MockServer,
  { streamId, meetingUuid }: MockMeeting,
  media_type = 1,
): Promise<void> {
  const ids = {
    protocol_version: 1,
    meeting_uuid: meetingUuid,
    rtms_stream_id: streamId,
    signature: signHandshake(server.credentials.apps[0], meetingUuid, streamId),
  };
  const join = async (url: string, request: object): Promise<WebSocket> => {
    const socket = new WebSocket(url);
    onTestFinished(() => socket.terminate());
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(JSON.stringify({ ...ids, ...request }));
    await new Promise((resolve) => socket.once('message', resolve));
    return socket;
  };
  const signaling = await join(server.signalingUrl, { msg_type: 1 });
  await join(server.mediaUrl, { msg_type: 3, media_type });
  signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: streamId }));
}

describeWithTool('ffmpeg', 'a server that stops', (ffmpeg) => {
  /** An ffmpeg that records the process ids of its conversions. They run in real time, or begin with `release()`. */
  function slowFfmpeg(folder: string, { waits = false } = {}) {
    const [path, pids, gate] = [join(folder, 'ffmpeg'), join(folder, 'pids'), join(folder, 'gate')];
    mkdirSync(pids);
    const begin = waits
      ? `while [ ! -e ${gate} ]; do sleep 0.05; done; exec ${ffmpeg}`
      : `exec ${ffmpeg} -re`;
    const text = `case "$*" in *-map_metadata*) touch ${pids}/$$; ${begin} "$@";; esac\nexec ${ffmpeg} "$@"`;
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return {
      path,
      pids: () => readdirSync(pids).map(Number),
      release: () => writeFileSync(gate, ''),
    };
  }

  test.each([
    ['audio', 1],
    ['video', 2],
  ])('ends conversions of %s, and leaves no unfinished file', async (_, mediaType) => {
    const folder = temporaryFolder();
    record(ffmpeg, join(folder, 'talk.mkv'), [...picture('64x48', 5, 30), ...tone(440, 30)]);
    const slow = slowFfmpeg(folder);
    const cacheDir = join(folder, 'cache');
    const openMedia = createMediaOpener({ folder, cacheDir, ffmpeg: slow.path });
    const media = await openMedia('talk.mkv');
    const server = await startMockServer({ port: 0, mediaPort: 0, openMedia, media });
    const meeting = await server.startMeeting();
    await listenTo(server, meeting, mediaType);
    const parts = (): string[] => (existsSync(cacheDir) ? readdirSync(cacheDir) : []);
    await expect.poll(parts).toContainEqual(expect.stringMatching(/\.part$/));

    await server.close();
    expect(parts()).not.toContainEqual(expect.stringMatching(/\.part$/));
    expect(slow.pids()).toHaveLength(1);
    expect(slow.pids().filter(isRunning)).toEqual([]);
  });

  test('leaves a conversion to another server that waits for the same', async () => {
    const folder = temporaryFolder();
    record(ffmpeg, join(folder, 'talk.mp3'), tone(440, 1));
    const slow = slowFfmpeg(folder, { waits: true });
    const openMedia = createMediaOpener({ folder, cacheDir: join(folder, 'cache'), ffmpeg: slow.path });
    const media = await openMedia('talk.mp3');
    const servers = await Promise.all(
      [1, 2].map(() => startMockServer({ port: 0, mediaPort: 0, openMedia, media })),
    );
    for (const server of servers) onTestFinished(() => server.close());
    for (const server of servers) {
      const meeting = await server.startMeeting();
      await listenTo(server, meeting);
    }
    await expect.poll(() => slow.pids()).toHaveLength(1);
    await servers[0]?.close();
    expect(slow.pids().filter(isRunning)).toHaveLength(1);
    slow.release();
    await expect.poll(() => readdirSync(join(folder, 'cache'))).toEqual([expect.stringMatching(/\.pcm$/)]);
    expect(slow.pids()).toHaveLength(1);
  });

  test('aborts opening a folder while it measures the levels of its recordings', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'people'));
    for (const name of ['Ana', 'Bo']) record(ffmpeg, join(folder, 'people', `${name}.mp3`), tone(440, 60));
    const slow = slowFfmpeg(folder);
    const cacheDir = join(folder, 'cache');
    const openMedia = createMediaOpener({ folder, cacheDir, ffmpeg: slow.path });
    const server = await startMockServer({ port: 0, mediaPort: 0, openMedia });
    const starting = server.startMeeting({ scenario: { media: 'people', timeline: [] } });
    const outcome = expect(starting).rejects.toThrow('the server is stopping');
    await expect.poll(() => slow.pids().length).toBe(1);
    await server.close();
    await outcome;
    expect(readdirSync(cacheDir)).toEqual([]);
    expect(slow.pids().filter(isRunning)).toEqual([]);
  });
});

test('any number of preparations may wait for the same signal', async () => {
  const warnings: unknown[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const preparations = new Preparations();
  const request = new AbortController();
  const never = new Promise<never>(() => {});
  const source = preparations.wrap({ ...testSource(), video: (_, __, until) => orEnd(never, until) });
  const format = { codec: 'JPG', width: 640, height: 360, fps: 5 } as const;
  const cameras = Array.from({ length: 40 }, () => source.video(0, format, request.signal));
  const outcomes = Promise.allSettled(cameras);
  await preparations.close();
  expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(warnings).toEqual([]);
});

async function orEnd<T>(work: Promise<T>, until: AbortSignal | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    work.then(resolve, reject);
    until?.addEventListener('abort', () => reject(until.reason as Error));
  });
}
