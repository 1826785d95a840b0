import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import rtms from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';

rtms.configureLogger({ enabled: false });

const MEGABYTE = 1024 * 1024;

test('200 sessions one after another do not leak memory', { timeout: 120_000 }, async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 20 });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--expose-gc',
      '--conditions=@rtms-mock/source',
      '--import',
      'tsx',
      join(ROOT, 'test/client/sequential-sessions.ts'),
      server.controlUrl,
      '200',
    ],
    { cwd: ROOT },
  );
  const result = JSON.parse(stdout) as {
    readonly withAudio: number;
    readonly grownBytes: number;
    readonly clients: number;
    readonly collected: boolean;
  };
  expect(result).toMatchObject({ withAudio: 200, collected: true });
  // The sockets of the last sessions may still be closing. Compiled code grows too.
  expect(result.clients).toBeLessThan(5);
  expect(result.grownBytes).toBeLessThan(3 * MEGABYTE);
});

test('100 clients in one process receive their own streams to the end', { timeout: 60_000 }, async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const [app] = server.credentials.apps;
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const meeting = await server.startMeeting();
      const client = new rtms.Client();
      const left = once(client.events, 'left');
      const audio = client.audio();
      const sessions: string[] = [];
      client.onSessionUpdate((_op, { streamId }) => sessions.push(streamId));
      client.join({
        meeting_uuid: meeting.meetingUuid,
        rtms_stream_id: meeting.streamId,
        server_urls: meeting.serverUrls,
        client: app.clientId,
        secret: app.clientSecret,
      });
      let frames = 0;
      for await (const { data } of audio) {
        if (data.length > 0) frames += 1;
        if (frames === 25) break;
      }
      await meeting.end();
      const own = sessions.length > 0 && sessions.every((streamId) => streamId === meeting.streamId);
      return { frames, reason: ((await left) as [number])[0], own };
    }),
  );
  expect(outcomes).toHaveLength(100);
  expect(outcomes.every(({ frames, own }) => frames === 25 && own)).toBe(true);
  expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set([6]));
});
