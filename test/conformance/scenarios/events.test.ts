import { expect } from 'vitest';
import type { MockMeeting } from '../../../packages/mock-server/src/server/mock-meeting.js';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';
import type { World } from '../world.js';

const BOB_IS_LATE = {
  participants: [{ name: 'Ana' }, { name: 'Bob' }],
  timeline: [
    { at: '10s', do: 'join', participant: 'Bob' },
    { at: '20s', do: 'leave', participant: 'Bob' },
  ],
};

verifies('event:first-packet:automatic', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const startedMs = world.clock.unixMs();
  await world.advance(2000);
  const signaling = await world.joinSignaling(meeting);
  expect(signaling.events).toMatchObject([{ event_type: 1, timestamp: startedMs }]);
});

verifies('event:subscribe:only-subscribed', { both: true }, async (world) => {
  const { signaling } = await world.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
  await world.advance(25_000);
  expect(signaling.eventTypes).toEqual([1]);
});

verifies('event:subscribe:merge', { both: true }, async (world) => {
  const { signaling } = await world.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
  await world.send(signaling, { msg_type: 5, events: [{ event_type: 3, subscribe: true }] });
  await world.send(signaling, { msg_type: 5, events: [{ event_type: 4, subscribe: true }] });
  await world.advance(11_000);
  expect(signaling.eventTypes).toEqual([1, 3, 3]);
  await world.send(signaling, { msg_type: 5, events: [{ event_type: 4, subscribe: false }] });
  await world.advance(10_000);
  expect(signaling.eventTypes).toEqual([1, 3, 3]);
});

verifies(
  [
    'event:subscribe:plain-numbers',
    'event:subscribe:after-ready',
    'event:join',
    'event:leave',
    'event:join:initial-list',
  ],
  { both: true },
  async (world) => {
    const { signaling } = await world.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
    await world.send(signaling, { msg_type: 5, events: [3, 4] });
    await world.advance(21_000);
    expect(signaling.events.slice(1)).toMatchObject([
      { event_type: 3, participants: [{ user_id: 16_778_240, user_name: 'Ana' }] },
      { event_type: 3, participants: [{ user_id: 16_779_264, user_name: 'Bob' }] },
      { event_type: 4, participants: [{ user_id: 16_779_264 }] },
    ]);
  },
);

verifies(['event:subscribe:invalid-entries', 'event:subscribe:automatic'], { both: true }, async (world) => {
  const { signaling } = await world.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
  const before = signaling.received.length;
  for (const events of [
    undefined,
    'all',
    [{ event_type: 'x' }, null, { event_type: 1, subscribe: true }, 7],
  ]) {
    await world.send(signaling, { msg_type: 5, events });
  }
  expect(signaling.received).toHaveLength(before);
  await world.send(signaling, {
    msg_type: 5,
    events: [
      { event_type: 99, subscribe: 1 },
      { event_type: 4, subscribe: true },
    ],
  });
  await world.advance(21_000);
  expect(signaling.eventTypes).toEqual([1, 4]);
});

verifies('event:rejoin:new-user-id', { both: true }, async (world) => {
  const scenario = {
    participants: [{ name: 'Ana' }, { name: 'Bob' }],
    timeline: [
      { at: '5s', do: 'leave', participant: 'Bob' },
      { at: '6s', do: 'join', participant: 'Bob', newUserId: true },
      { at: '7s', do: 'leave', participant: 'Bob' },
      { at: '8s', do: 'join', participant: 'Bob' },
    ],
  } as const;
  const media_params = { audio: { data_opt: 2 } };
  const { meeting, signaling, media } = await world.join({ media_type: 32, media_params }, { scenario });
  await world.send(signaling, { msg_type: 5, events: [2, 3, 4] });
  await world.advance(20_000);
  const bobs = signaling.events.flatMap((event) =>
    ((event['participants'] as { user_id: number; user_name?: string }[] | undefined) ?? [])
      .filter(({ user_id }) => user_id !== 16_778_240)
      .map(({ user_id }) => [event['event_type'], user_id]),
  );
  const [renewed] = bobs
    .filter(([type]) => type === 3)
    .map(([, id]) => id)
    .slice(1);
  expect(renewed).not.toBe(16_779_264);
  expect(bobs).toEqual([
    [3, 16_779_264],
    [4, 16_779_264],
    [3, renewed],
    [4, renewed],
    [3, renewed],
  ]);
  for (const type of [14, 17]) {
    const ids = media
      .bodies(type)
      .map((body) => body['content'] as { user_id: number; user_name: string })
      .filter(({ user_name }) => user_name === 'Bob')
      .map(({ user_id }) => user_id);
    expect([type, ids.at(-1)]).toEqual([type, renewed]);
  }
  expect(meeting.view().participants.find(({ name }) => name === 'Bob')?.userId).toBe(renewed);
});

/** Loses signaling after a subscription, joins again, and returns the second socket. */
async function reconnected(world: World): Promise<{ meeting: MockMeeting; again: Peer }> {
  const { meeting, signaling } = await world.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
  await world.send(signaling, { msg_type: 5, events: [3, 4] });
  signaling.cut();
  await world.until(() => meeting.state === 'interrupted');
  const again = await world.joinSignaling(meeting);
  await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  return { meeting, again };
}

verifies('event:subscribe:kept', { both: true }, async (world) => {
  const { meeting, again } = await reconnected(world);
  await world.advance(21_000);
  expect(again.events).toMatchObject([
    { event_type: 1 },
    { event_type: 3, participants: [{ user_name: 'Bob' }] },
    { event_type: 4, participants: [{ user_id: 16_779_264 }] },
  ]);
  await world.send(again, { msg_type: 5, events: [{ event_type: 3, subscribe: true }] });
  expect(again.events.at(-1)).toMatchObject({ event_type: 3, participants: [{ user_name: 'Ana' }] });

  await meeting.stop();
  await meeting.start();
  const later = await world.joinSignaling(meeting);
  await world.advance(21_000);
  expect(later.eventTypes).toEqual([1]);
});

verifies('event:subscribe:per-socket', { both: true, subscriptions: 'socket' }, async (world) => {
  const { again } = await reconnected(world);
  await world.advance(11_000);
  expect(again.eventTypes).toEqual([1]);
  await world.send(again, { msg_type: 5, events: [4] });
  await world.advance(10_000);
  expect(again.eventTypes).toEqual([1, 4]);
});

const LINES: string[] = [];

verifies(
  'event:subscribe:invalid-entries-reported',
  { both: true, logger: { log: (_level, text) => void LINES.push(text) } },
  async (world) => {
    const { meeting, signaling } = await world.join({ media_type: 1 });
    LINES.length = 0;
    const events = [{ event_type: 3 }, { event_type: 99, subscribe: true }, 4, null, { subscribe: true }];
    await world.send(signaling, { msg_type: 5, events });
    await world.send(signaling, { msg_type: 5, events: [1, 2, 3, { event_type: 34, subscribe: false }] });
    const reason =
      'events[0].subscribe must be true or false, found nothing; events[1].event_type 99 is not known; ' +
      'events[3] must be an object, found null; and 1 more';
    const refusals = world.journal.find({ streamId: meeting.streamId, type: 'refused' });
    expect(refusals.map(({ detail }) => detail)).toMatchObject([
      { violation: 'subscribe-not-boolean', reason },
    ]);
    expect(LINES.filter((line) => line.includes('events['))).toEqual([
      expect.stringMatching(/^signaling s1: events\[0\]/),
    ]);
  },
);

verifies('event:leave:meeting-end', { both: true }, async (world) => {
  const { signaling, meeting } = await world.join();
  await world.send(signaling, { msg_type: 5, events: [4] });
  await meeting.end();
  await world.settle();
  expect(signaling.events.at(-1)).toMatchObject({
    event_type: 4,
    participants: [{ user_id: 16_778_240 }, { user_id: 16_779_264 }],
  });
});

verifies('event:active-speaker', { both: true }, async (world) => {
  const { signaling, meeting } = await world.join();
  await world.send(signaling, { msg_type: 5, events: [2] });
  await world.advance(5000);
  await meeting.inject({ do: 'active-speaker', participant: 'Ana' });
  await world.settle();
  const names = signaling.events.slice(1).map((event) => event['user_name']);
  expect(names).toEqual(['Ana', 'Bo', 'Ana']);
});

verifies('event:sharing', { both: true }, async (world) => {
  const { signaling } = await world.join();
  await world.send(signaling, { msg_type: 5, events: [5, 6] });
  await world.advance(9000);
  const [, started, stopped] = signaling.events;
  expect(started).toMatchObject({ event_type: 5, user_name: 'Bo' });
  expect(Object.keys(stopped ?? {}).sort()).toEqual(['event_type', 'timestamp']);
});

verifies('event:sharing:one-at-a-time', { both: true }, async (world) => {
  const { signaling, meeting } = await world.join();
  await world.send(signaling, { msg_type: 5, events: [5, 6] });
  // Bo's share begins after 5 s.
  await world.advance(6000);
  await meeting.inject({ do: 'share-start', participant: 'Ana' });
  await meeting.inject({ do: 'share-start', participant: 'Bo' });
  await meeting.inject({ do: 'share-stop' });
  await world.settle();
  expect(signaling.events.slice(1).map((event) => event['user_name'] ?? event['event_type'])).toEqual([
    'Bo',
    6,
    'Ana',
    6,
    'Bo',
    6,
  ]);
});

verifies('event:active-speaker:not-repeated', { both: true }, async (world) => {
  const { signaling, meeting } = await world.join();
  const names = () => signaling.events.slice(1).map((event) => event['user_name']);
  await world.send(signaling, { msg_type: 5, events: [2] });
  // Ana speaks from 1 s on, Bo from 4 s on, and Ana again from 11 s on.
  await world.advance(3000);
  expect(names()).toEqual(['Ana']);
  await meeting.inject({ do: 'active-speaker', participant: 'Bo' });
  await world.advance(6000);
  expect(names()).toEqual(['Ana', 'Bo']);
  await world.advance(3000);
  expect(names()).toEqual(['Ana', 'Bo', 'Ana']);
  await world.send(signaling, { msg_type: 5, events: [{ event_type: 2, subscribe: false }] });
  await world.send(signaling, { msg_type: 5, events: [2] });
  expect(names()).toEqual(['Ana', 'Bo', 'Ana', 'Ana']);
});

verifies('event:video-on-off', { both: true }, async (world) => {
  const { signaling, meeting, media } = await world.join({
    media_type: 2,
    media_params: { video: { codec: 7 } },
  });
  await world.send(signaling, { msg_type: 5, events: [8, 9] });
  await world.advance(500);
  await meeting.inject({ do: 'video-off', participant: 'Ana' });
  await world.settle();
  const before = media.ofType(15).length;
  expect(before).toBeGreaterThan(0);
  await world.advance(1000);
  expect(media.ofType(15)).toHaveLength(before);
  await meeting.inject({ do: 'video-on', participant: 'Ana' });
  await world.until(() => media.ofType(15).length > before, 2500);
  expect(signaling.events.slice(1)).toMatchObject([
    { event_type: 8, participants: [{ user_id: 16_778_240 }, { user_id: 16_779_264 }] },
    { event_type: 9, participants: [{ user_id: 16_778_240 }] },
    { event_type: 8, participants: [{ user_id: 16_778_240 }] },
  ]);
});

verifies('event:media-interrupted', { both: true, mediaTypeMasks: 'accept' }, async (world) => {
  const { signaling, media } = await world.join({ media_type: 9 });
  media.cut();
  await world.until(() => signaling.eventTypes.includes(7));
  expect(signaling.events.at(-1)).toMatchObject({ event_type: 7, media_type: 9 });
});

verifies(['event:shape:nested', 'event:shape:flat-copy-2025'], { both: true }, async (world) => {
  const { signaling } = await world.join();
  await world.send(signaling, { msg_type: 5, events: [2, 3] });
  const bodies = signaling.bodies(6);
  expect(bodies.map((body) => typeof body['event'])).toEqual(['object', 'object', 'object']);
  const flat = { event_type: 3, user_id: 16_778_240, user_name: 'Ana' };
  if (world.generation === '2025') expect(bodies).toContainEqual(expect.objectContaining(flat));
  else expect(bodies.map((body) => Object.keys(body).join())).toEqual(Array(3).fill('msg_type,event'));
});

verifies(
  ['event:contact-center', 'event:contact-center:misspelt', 'event:contact-center:no-collision'],
  { both: true },
  async (world) => {
    const { signaling, meeting } = await world.join({ media_type: 1 }, { product: 'contact_center' });
    await world.send(signaling, { msg_type: 5, events: [8, 9, 18] });
    await meeting.inject({ do: 'video-off', participant: 1 });
    await meeting.inject({
      do: 'contact-center-event',
      event: 'TRANSFER_INITIATED',
      participant: 2,
      mode: 'agent',
    });
    await meeting.inject({ do: 'contact-center-event', event: 'USER_HOLD', participant: 2 });
    await world.settle();
    // The consumer is announced on subscription.
    const events = signaling.events.slice(2);
    const party = { channel_id: '2', participant_mode: 'agent', display_name: 'Bo' };
    expect(events).toMatchObject([
      { event_type: 18, event_ts: world.clock.unixMs(), participant_info: party, paticipant_info: party },
    ]);
  },
);

verifies('event:contact-center:parties', { both: true, quiet: true }, async (world) => {
  const { signaling, meeting } = await world.join(
    { media_type: 1 },
    { product: 'contact_center', scenario: BOB_IS_LATE },
  );
  const received = (): unknown[] =>
    signaling.events.map((event) => {
      const { channel_id, participant_mode, display_name } = event['participant_info'] as {
        readonly [key: string]: string;
      };
      return [event['event_type'], channel_id, participant_mode, display_name];
    });
  await world.send(signaling, { msg_type: 5, events: [10, 11] });
  expect(received()).toEqual([]);
  await world.send(signaling, { msg_type: 5, events: [8] });
  expect(received()).toEqual([[8, '1', 'caller', 'Ana']]);
  await world.advance(21_000);
  expect(received().slice(1)).toEqual([
    [10, '2', 'agent', 'Bob'],
    [11, '2', 'agent', 'Bob'],
  ]);
  await world.send(signaling, { msg_type: 5, events: [9] });
  await meeting.end();
  expect(received().slice(3)).toEqual([[9, '1', 'caller', 'Ana']]);
});

verifies('event:quiet', { both: true, quiet: true }, async (world) => {
  const { signaling, media, meeting } = await world.join({ media_type: 1 });
  await world.advance(1000);
  meeting.pause();
  meeting.resume();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.settle();
  expect(signaling.received.map((text) => (JSON.parse(text) as { msg_type: number }).msg_type)).toEqual([2]);
  await world.send(signaling, { msg_type: 5, events: [3] });
  expect(signaling.eventTypes).toEqual([3]);
});
