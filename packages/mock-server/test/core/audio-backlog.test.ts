import { MessageType, type Message } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { identity, settled, TestCore, type TestPeer } from '../support/test-core.js';

const AUDIO = { media_type: 1 };

function timestamps(peer: TestPeer): number[] {
  return peer
    .ofType(MessageType.MEDIA_DATA_AUDIO)
    .map(({ content }: Extract<Message, { msg_type: 14 }>) => content.timestamp);
}

/** Differences between neighbours, without duplicates. */
function steps(values: readonly number[]): number[] {
  return [...new Set(values.slice(1).map((value, index) => value - (values[index] ?? 0)))];
}

/** Start time in the webhook. */
function webhookTime(core: TestCore): number {
  return core.webhooks[0]?.event_ts ?? NaN;
}

describe.each(['2025', '2026'] as const)('audio before the app is ready, protocol %s', (protocol) => {
  test('arrives in a burst from the webhook on, with its own timestamps, and then on time', async () => {
    const core = new TestCore({ protocol });
    const meeting = await core.startMeeting();
    core.clock.advance(3000);
    const signaling = core.joinSignaling(meeting);
    core.clock.advance(1000);
    const media = core.joinMedia(meeting, AUDIO);
    await core.ready(signaling, meeting);
    core.clock.advance(10);
    expect(timestamps(media)).toHaveLength(201);
    core.clock.advance(990);
    const all = timestamps(media);
    expect(all).toHaveLength(251);
    expect(all[0]).toBe(webhookTime(core));
    expect(steps(all)).toEqual([20]);
    expect(meeting.view().media['audio']).toMatchObject({ dropped: 0, skipped: 0, latenessMaxMs: 0 });
  });

  test('is kept for one minute; older audio is discarded', async () => {
    const core = new TestCore({ protocol, keepAliveMs: 10_000_000 });
    const meeting = await core.startMeeting();
    core.clock.advance(50_000);
    const signaling = core.joinSignaling(meeting);
    core.clock.advance(40_000);
    const media = core.joinMedia(meeting, AUDIO);
    await core.ready(signaling, meeting);
    core.clock.advance(100);
    const all = timestamps(media);
    expect(all[0]).toBe(webhookTime(core) + 30_000);
    expect(steps(all)).toEqual([20]);
  });

  test('starts at the signaling handshake if the app does not want buffered audio', async () => {
    const core = new TestCore({ protocol });
    const meeting = await core.startMeeting();
    core.clock.advance(3000);
    const signaling = core.dialSignaling();
    signaling.send({ msg_type: 1, ...identity(meeting), buffer_data: false });
    core.clock.advance(1000);
    const media = core.joinMedia(meeting, AUDIO);
    await core.ready(signaling, meeting);
    core.clock.advance(10);
    expect(timestamps(media)[0]).toBe(webhookTime(core) + 3000);
    const [first] = signaling.ofType(MessageType.EVENT_UPDATE);
    expect(first?.event).toMatchObject({ timestamp: webhookTime(core) + 3000 });
  });

  test('continues without a gap after the loss of the media socket', async () => {
    const core = new TestCore({ protocol });
    const { meeting, signaling, media } = await core.join(AUDIO);
    core.clock.advance(1000);
    media.socket.terminate();
    core.clock.advance(5000);
    const again = core.joinMedia(meeting, AUDIO);
    await core.ready(signaling, meeting);
    core.clock.advance(1000);
    const all = [...timestamps(media), ...timestamps(again)];
    expect(steps(all)).toEqual([20]);
    expect(all).toHaveLength(351);
  });

  test('continues without a gap after the loss of signaling', async () => {
    const core = new TestCore({ protocol });
    const { meeting, signaling, media } = await core.join(AUDIO);
    core.clock.advance(1000);
    signaling.socket.terminate();
    core.clock.advance(8000);
    const back = core.joinSignaling(meeting);
    const again = core.joinMedia(meeting, AUDIO);
    await core.ready(back, meeting);
    core.clock.advance(1000);
    expect(timestamps(again).length).toBeGreaterThan(400);
    expect(steps([...timestamps(media), ...timestamps(again)])).toEqual([20]);
  });
});

test('audio of a pause is never sent, whether or not the app was connected', async () => {
  const core = new TestCore();
  const { meeting, signaling, media } = await core.join(AUDIO);
  core.clock.advance(1000);
  meeting.pause();
  media.socket.terminate();
  core.clock.advance(2000);
  const again = core.joinMedia(meeting, AUDIO);
  await core.ready(signaling, meeting);
  core.clock.advance(2000);
  expect(timestamps(again)).toEqual([]);
  meeting.resume();
  core.clock.advance(100);
  expect(timestamps(again)).toHaveLength(5);
});

test('without a webhook, audio starts at the signaling handshake', async () => {
  const core = new TestCore();
  const meeting = await core.core.startMeeting();
  const begin = core.clock.unixMs();
  core.clock.advance(30_000);
  const signaling = core.joinSignaling(meeting);
  const media = core.joinMedia(meeting, AUDIO);
  await core.ready(signaling, meeting);
  core.clock.advance(100);
  expect(timestamps(media)[0]).toBe(begin + 30_000);
});

test('video, transcripts and chat are not buffered', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  core.clock.advance(5000);
  const signaling = core.joinSignaling(meeting);
  const media = core.joinMedia(meeting, { media_type: 10, media_params: { video: { codec: 7, fps: 25 } } });
  await core.ready(signaling, meeting);
  await settled();
  core.clock.advance(900);
  const [video] = media.ofType(MessageType.MEDIA_DATA_VIDEO);
  expect(video?.content.timestamp).toBeGreaterThanOrEqual(webhookTime(core) + 5000);
  expect(media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).toEqual([]);
});
