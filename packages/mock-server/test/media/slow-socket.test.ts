import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer, type MeetingControl, type MockServer } from '../../src/index.js';
import { identity } from '../support/test-core.js';

/** Joins with HD pictures at the highest rate, and counts what comes. */
async function join(server: MockServer, meeting: MeetingControl) {
  const signaling = new WebSocket(server.signalingUrl);
  await once(signaling, 'open');
  signaling.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  await once(signaling, 'message');
  signaling.on('message', (data) => {
    const { msg_type, timestamp } = JSON.parse((data as Buffer).toString()) as {
      msg_type: number;
      timestamp?: number;
    };
    if (msg_type === 12) signaling.send(JSON.stringify({ msg_type: 13, timestamp }));
  });
  const media = new WebSocket(`${server.mediaUrl}/all`);
  await once(media, 'open');
  const params = { video: { codec: 5, fps: 5, resolution: 4 } };
  media.send(JSON.stringify({ msg_type: 3, ...identity(meeting), media_type: 3, media_params: params }));
  await once(media, 'message');
  const peer = { media, frames: 0 };
  media.on('message', () => {
    peer.frames += 1;
  });
  signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: meeting.streamId }));
  return peer;
}

/** Resolves as soon as the condition holds; the test's own timeout is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Meeting time runs faster, so that seconds of standing still take a moment. */
test(
  'a reader that stops reading among many loses its own media, and the others miss nothing',
  { timeout: 60_000 },
  async () => {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      speed: 4,
      mediaBufferBytes: 500_000,
    });
    const meetings = await Promise.all(Array.from({ length: 12 }, () => server.startMeeting()));
    const [slow, ...healthy] = await Promise.all(meetings.map((meeting) => join(server, meeting)));
    const stuck = meetings[0]!;
    await until(() => slow!.frames > 0 && healthy.every(({ frames }) => frames > 0));
    slow!.media.pause();
    await until(() => (stuck.view().media['video']?.dropped ?? 0) > 0);
    await until(() => stuck.state === 'interrupted');

    for (const meeting of meetings.slice(1)) {
      expect(meeting.state).toBe('active');
      for (const counters of Object.values(meeting.view().media)) expect(counters.dropped).toBe(0);
    }
    const before = healthy.map(({ frames }) => frames);
    await until(() => healthy.every(({ frames }, index) => frames > (before[index] ?? 0) + 10));
    slow!.media.terminate();
  },
);
