/** How a stream ends for the client, with the real mock server. */
import { once } from 'node:events';
import rtms, { type ClientOptions, type JoinParams } from '@rtms-mock/client';
import { startMockServer, type MockMeeting, type MockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';

rtms.configureLogger({ enabled: false });

function payloadOf(server: MockServer, meeting: MockMeeting): JoinParams {
  const [app] = server.credentials.apps;
  return {
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: meeting.serverUrls,
    client: app.clientId,
    secret: app.clientSecret,
  };
}

/** A client that has joined with audio and transcripts, with the number of frames it has received. */
async function join(server: MockServer, meeting: MockMeeting, options: ClientOptions = {}) {
  const client = new rtms.Client(options);
  const calls: unknown[] = [];
  const frames = { audio: 0, transcript: 0, afterLeave: 0 };
  const count = (type: 'audio' | 'transcript'): void => {
    frames[type] += 1;
    if (calls.some((call) => String(call).startsWith('left'))) frames.afterLeave += 1;
  };
  client.onAudioData(() => count('audio'));
  client.onTranscriptData(() => count('transcript'));
  client.onJoinConfirm((status) => calls.push(`joined ${status}`));
  client.onLeave((reason) => calls.push(`left ${reason}`));
  const joined = once(client.events, 'joined');
  client.join(payloadOf(server, meeting));
  await joined;
  await once(client.events, 'audio');
  return { client, calls, frames, [Symbol.dispose]: () => void client.leave() };
}

const anyPort = { port: 0, mediaPort: 0 } as const;

test('of two clients on one stream, the one whose connection was replaced leaves with 960 and stays away', async () => {
  await using server = await startMockServer({ ...anyPort, duplicatePolicy: 'replace' });
  const meeting = await server.startMeeting();
  using first = await join(server, meeting);
  const left = once(first.client.events, 'left');
  using second = await join(server, meeting);
  expect(await left).toEqual([960]);
  await meeting.waitFor('active');
  for (let i = 0; i < 100; i++) await once(second.client.events, 'audio'); // two seconds
  expect([first.calls, second.calls]).toEqual([['joined 0', 'left 960'], ['joined 0']]);
  const signaling = { direction: 'received', type: 'SIGNALING_HAND_SHAKE_REQ' } as const;
  expect(server.journal.find(signaling)).toHaveLength(2);
  expect(first.client.leave()).toBe(true);
});

test.each([true, false])(
  'a signaling socket that is closed with 1000 is the end (reconnect %s)',
  async (reconnect) => {
    await using server = await startMockServer(anyPort);
    const meeting = await server.startMeeting();
    using joined = await join(server, meeting, { reconnect });
    const left = once(joined.client.events, 'left');
    await meeting.inject({ fault: 'close-socket', socket: 'signaling', code: 1000 });
    expect(await left).toEqual([960]);
    expect(joined.calls).toEqual(['joined 0', 'left 960']);
  },
);

test.each([
  ['2025', 10],
  ['2026', 10],
  ['2026', 50],
  ['2026', 100],
] as const)('receives every frame of before the end, in %s at speed %i', async (protocol, speed) => {
  await using server = await startMockServer({ ...anyPort, protocol, speed });
  const meeting = await server.startMeeting();
  using joined = await join(server, meeting);
  for (let i = 0; i < 40; i++) await once(joined.client.events, 'audio');
  const left = once(joined.client.events, 'left');
  await meeting.end();
  expect(await left).toEqual([rtms.StopReason.STOP_BC_MEETING_ENDED]);
  const { media } = meeting.view();
  expect(joined.frames).toEqual({
    audio: media['audio']!.frames,
    transcript: media['transcript']?.frames ?? 0,
    afterLeave: 0,
  });
});

test('receives every frame if the callbacks are slow, and if the app leaves on rtms_stopped', async () => {
  await using server = await startMockServer({ ...anyPort, speed: 4 });
  const meeting = await server.startMeeting();
  using joined = await join(server, meeting);
  joined.client.events.on('audio', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3));
  for (let i = 0; i < 30; i++) await once(joined.client.events, 'audio');
  const left = once(joined.client.events, 'left');
  const stopped = once(joined.client.events, 'session').then(() => joined.client.leave());
  await meeting.end();
  expect(await stopped).toBe(true);
  expect(await left).toEqual([rtms.StopReason.STOP_BC_MEETING_ENDED]);
  const { frames, dropped } = meeting.view().media['audio']!;
  expect([joined.frames.audio, joined.frames.afterLeave, dropped]).toEqual([frames, 0, 0]);
});

test.each(['2025', '2026'] as const)(
  'a stream that is started again can be joined at once, in %s',
  async (protocol) => {
    await using server = await startMockServer({ ...anyPort, protocol });
    const meeting = await server.startMeeting();
    using joined = await join(server, meeting);
    await meeting.stop();
    await meeting.start();
    const again = once(joined.client.events, 'audio');
    expect(joined.client.join(payloadOf(server, meeting))).toBe(true);
    await again;
    expect(joined.calls).toEqual(['joined 0', 'left 2', 'joined 0']);
  },
);
