import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import rtms from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { recordMeeting } from '../../examples/record-a-meeting.js';
import { describeWithTool } from '../support/require-tool.js';

rtms.configureLogger({ enabled: false });

describeWithTool('ffmpeg', 'a recorded meeting', (ffmpeg) => {
  test('can be decoded: audio, video and transcript', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtms-recording-'));
    await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
    const [app] = server.credentials.apps;
    const meeting = await server.startMeeting();
    const recorded = recordMeeting(
      {
        meeting_uuid: meeting.meetingUuid,
        rtms_stream_id: meeting.streamId,
        server_urls: meeting.serverUrls,
        client: app.clientId,
        secret: app.clientSecret,
      },
      folder,
    );
    // On a busy machine media of one type may start much later than that of another.
    const sent = (type: string): number => meeting.view().media[type]?.frames ?? 0;
    await expect.poll(() => sent('transcript'), { timeout: 10_000 }).toBeGreaterThan(1);
    await expect.poll(() => sent('audio'), { timeout: 10_000 }).toBeGreaterThan(200);
    await expect.poll(() => sent('video'), { timeout: 10_000 }).toBeGreaterThan(50);
    await meeting.end();
    await recorded;

    const decode = (name: string, ...options: string[]): Buffer =>
      execFileSync(ffmpeg, ['-v', 'error', '-xerror', '-i', join(folder, name), ...options, '-'], {
        maxBuffer: 1024 ** 3,
      });
    const pcm = decode('meeting.wav', '-f', 's16le');
    const maxSample = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2).reduce(
      (max, sample) => Math.max(max, Math.abs(sample)),
      0,
    );
    // More than 200 packets of 20 ms, of which the last ones may be lost at the end.
    expect(pcm.length / 32_000).toBeGreaterThan(3);
    expect(maxSample).toBeGreaterThan(1000);
    const frames = decode('speaker.h264', '-f', 'framemd5').toString().match(/^0,/gm) ?? [];
    expect(frames.length).toBeGreaterThan(30);
    // At ten times the speed the first line may be over before the client has joined.
    expect(readFileSync(join(folder, 'meeting.vtt'), 'utf8')).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> .*\n<v (Ana Ruiz|Bo Lind)>[A-Z].*[.?]\n\n/,
    );
    rmSync(folder, { recursive: true, force: true });
  });
});
