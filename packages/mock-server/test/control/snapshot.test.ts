import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { OptionError, startMockServer, type ServerSnapshot } from '../../src/index.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

/** A meeting at 12.5 s in which Bo is muted without a camera, and Ana has left. */
async function savedCore(): Promise<{ snapshot: ServerSnapshot; streamId: string; meetingUuid: string }> {
  const core = new TestCore({ seed: 7 });
  const { meeting } = await core.join();
  await core.startMeeting();
  await core.core.meetings()[1]?.end();
  await meeting.inject({ do: 'mute', participant: 'Bo' });
  await meeting.inject({ do: 'video-off', participant: 'Bo' });
  await meeting.inject({ do: 'leave', participant: 'Ana' });
  core.clock.advance(12_500);
  const snapshot = JSON.parse(JSON.stringify(core.core.snapshot())) as ServerSnapshot;
  return { snapshot, streamId: meeting.streamId, meetingUuid: meeting.meetingUuid };
}

test('a snapshot has meetings, people and position, and no sockets', async () => {
  const { snapshot, streamId, meetingUuid } = await savedCore();
  expect(snapshot).toMatchObject({
    version: 1,
    seed: expect.any(Number),
    meetings: [
      {
        meetingUuid,
        positionMs: 12_500,
        media: 'test',
        people: [
          { name: 'Ana', isPresent: false, isMuted: false, isCameraOff: false },
          { name: 'Bo', isPresent: true, isMuted: true, isCameraOff: true },
        ],
        streams: [{ streamId, state: 'active', webhookUrl: 'http://app/webhook' }],
      },
    ],
  });
  expect(JSON.stringify(snapshot)).not.toMatch(/connection|secret/i);
});

test.each(['created', 'ready'] as const)(
  'another server continues where the first was (timelineStart %s)',
  async (timelineStart) => {
    const { snapshot, streamId } = await savedCore();
    const core = new TestCore({ seed: 1, timelineStart });
    await core.startMeeting();
    core.clock.advance(700_000);
    await core.core.restore(snapshot);

    const [meeting, ...others] = core.core.meetings();
    expect(others).toEqual([]);
    expect(meeting?.streamId).toBe(streamId);
    expect(meeting?.view()).toMatchObject({ state: 'created', participants: [{ name: 'Bo' }] });
    expect(core.webhooks.at(-1)).toMatchObject({
      event: 'meeting.rtms_started',
      payload: { rtms_stream_id: streamId },
    });
    if (!meeting) throw new Error('no meeting');
    const signaling = core.joinSignaling(meeting);
    const media = core.joinMedia(meeting, { media_type: 8 });
    await core.ready(signaling, meeting);
    await meeting.waitFor('active');
    expect(core.core.snapshot().meetings[0]?.people).toEqual(snapshot.meetings[0]?.people);
    await meeting.inject({ do: 'unmute', participant: 'Bo' });
    core.clock.advance(3600);
    // It may begin in another phase of an audio packet than the meeting that was there.
    const position = core.core.snapshot().meetings[0]?.positionMs ?? 0;
    expect(position).toBeGreaterThanOrEqual(16_100);
    expect(position).toBeLessThan(16_120);
    const [words, ...more] = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT);
    expect([words?.content.data, more]).toEqual(['Hello from Bo.', []]);
    // Six seconds into the second loop, on the wire too.
    expect(words?.content.end_time).toBe(core.clock.unixMs() - (position - 16_000));
  },
);

test('ids continue as they would have', async () => {
  const { snapshot } = await savedCore();
  const [one, two] = [new TestCore(), new TestCore({ seed: 99 })];
  await one.core.restore(snapshot);
  await two.core.restore(snapshot);
  expect((await one.startMeeting()).streamId).toBe((await two.startMeeting()).streamId);
});

test('a stream that was terminated waits for start', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  await meeting.stop();
  await core.core.restore(core.core.snapshot());
  const [restored] = core.core.meetings();
  expect(restored?.state).toBe('created');
  expect(core.webhooks.map(({ event }) => event)).toEqual(['meeting.rtms_started', 'meeting.rtms_stopped']);
  await restored?.start();
  expect(core.webhooks.at(-1)?.event).toBe('meeting.rtms_started');
});

test.each([
  [{ version: 2 }, /version must be/],
  [{ seed: -1 }, /seed must be/],
  [{ meetings: [{ people: [] }] }, /meetings\[0\]\.meetingUuid is missing/],
  [{ meetings: 'all' }, /meetings must be an array/],
])('%j is refused, and nothing changes', async (change, message) => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  const snapshot = { ...core.core.snapshot(), ...change };
  const restored = core.core.restore(snapshot);
  await expect(restored).rejects.toThrow(message);
  await expect(restored).rejects.toThrow(OptionError);
  expect(core.core.meetings()).toEqual([meeting]);
});

test('an app that is not in the credentials, and media that cannot be opened, are refused', async () => {
  const { snapshot } = await savedCore();
  const [saved] = snapshot.meetings;
  if (!saved) throw new Error('no meeting');
  const core = new TestCore({ media: testSource() });
  const stream = { ...saved.streams[0], clientId: 'nobody' };
  const withStream = { ...snapshot, meetings: [{ ...saved, streams: [stream] }] };
  await expect(core.core.restore(withStream as ServerSnapshot)).rejects.toThrow(
    /meetings\[0\]\.streams\[0\]\.clientId/,
  );
  const withMedia = { ...snapshot, meetings: [{ ...saved, media: 'talk.mp4' }] };
  await expect(core.core.restore(withMedia)).rejects.toThrow(/talk\.mp4/);
});

test('the HTTP API gives and takes snapshots', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const { streamId } = await server.startMeeting();
  const url = `${server.controlUrl}/api/snapshot`;
  const snapshot = await (await fetch(url)).text();
  await server.reset();
  const headers = { 'content-type': 'application/json' };
  const put = await fetch(url, { method: 'PUT', headers, body: snapshot });
  expect(put.status).toBe(200);
  expect(server.meeting(streamId)?.state).toBe('created');
  const wrong = await fetch(url, { method: 'PUT', headers, body: '{"version":1}' });
  expect([wrong.status, await wrong.json()]).toMatchObject([
    400,
    { error: { code: 'invalid-field', message: expect.stringContaining('meetings is missing') } },
  ]);
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).headers.get('allow')).toBe(
    'HEAD, GET, PUT',
  );
});
