import { EventType, MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { mixedAudio } from '../../src/media/delivery/lanes/mixed-audio.js';
import type { AudioSelection } from '../../src/media/sources/media-source.js';
import { Meeting } from '../../src/meetings/meeting.js';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

function meetingOf(...participants: { name: string; present?: boolean }[]): Meeting {
  return new Meeting({ ...INPUT, source: testSource(), participants }, new ManualClock());
}

const INPUT = { product: 'meeting', entityId: 'u', meetingId: '9', topic: 't' } as const;

const FORMAT = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;

/** Preparations that succeed. */
const untroubled = {
  signal: new AbortController().signal,
  onFailure: (error: unknown) => {
    throw error;
  },
};

test('the mixed audio contains a participant only after joining', async () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob', present: false });
  const track = await mixedAudio({ meeting, format: FORMAT, ...untroubled });
  const heard = (atMs: number) => track.chunkAt(atMs / 20)?.data.toString();
  expect([heard(1500), heard(4500)]).toEqual(['mix of 0#75', 'mix of 0#225']);
  const [ana, bob] = meeting.participants;
  if (!ana || !bob) throw new Error('two people were invited');
  meeting.join(bob);
  expect(heard(4500)).toBe('mixed#225');
  meeting.leave(ana);
  expect(heard(4500)).toBe('mixed#225');
  await new Promise(setImmediate);
  expect(heard(4500)).toBe('mix of 1#225');
  meeting.leave(bob);
  heard(4500);
  await new Promise(setImmediate);
  expect(heard(4500)).toBeUndefined();
});

test('when no mix can be made for the remaining participants, the previous mix continues, and one failure is reported', async () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' });
  const failures: unknown[] = [];
  const everybody = meeting.source.audio('mixed', FORMAT);
  const broken = {
    ...meeting.source,
    audio: (selection: AudioSelection) =>
      selection === 'mixed' ? everybody : Promise.reject(new Error('the disk is full')),
  };
  const other = new Meeting({ ...INPUT, source: broken }, new ManualClock());
  const { signal } = new AbortController();
  const track = await mixedAudio({
    meeting: other,
    format: FORMAT,
    signal,
    onFailure: (error) => failures.push(error),
  });
  const [ana] = other.participants;
  if (ana) other.leave(ana);
  for (let i = 0; i < 3; i += 1) {
    expect(track.chunkAt(9)?.data.toString()).toBe('mixed#9');
    await new Promise(setImmediate);
  }
  expect(failures).toEqual([new Error('the disk is full')]);
});

test('a participant who is not in the meeting has no audio, video, share and transcript', async () => {
  const core = new TestCore({ protocol: '2026' });
  const { media, signaling } = await core.join(
    { media_type: 32, media_params: { audio: { data_opt: 2 }, video: { codec: 7, fps: 25 } } },
    { participants: [{ name: 'Ana' }, { name: 'Bob', present: false }] },
  );
  signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events: [2, 3, 5, 6] });
  core.clock.advance(10_000);
  const names = media.messages.flatMap((message) =>
    'content' in message && 'user_name' in message.content ? [message.content.user_name] : [],
  );
  expect(names.length).toBeGreaterThan(500);
  expect(new Set(names)).toEqual(new Set(['Ana']));
  const events = signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event.event_type);
  expect(events).not.toContain(EventType.SHARING_START);
});

test('the active speaker changes when the speaker leaves, and one set by a step stays until the next one speaks', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' });
  const [ana, bob] = meeting.participants;
  if (!ana || !bob) throw new Error('two people were invited');
  const events: number[] = [];
  meeting.follow({ event: ({ event_type }) => void events.push(event_type) });
  meeting.speaker.name(bob);
  expect(meeting.speaker.at(0)).toBe(bob);
  expect(meeting.speaker.at(4000)).toBe(bob);
  expect(meeting.speaker.at(0)).toBe(ana);
  meeting.leave(ana);
  expect(meeting.speaker.at(0)).toBe(bob);
  expect(events).toEqual([
    EventType.ACTIVE_SPEAKER_CHANGE,
    EventType.PARTICIPANT_LEAVE,
    EventType.ACTIVE_SPEAKER_CHANGE,
  ]);
});

test('a share of a step replaces those of the media and ends when its participant leaves', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' });
  const [ana, bob] = meeting.participants;
  if (!ana || !bob) throw new Error('two people were invited');
  expect(meeting.share.sharerAt(6000)).toBe(bob);
  meeting.share.start(ana);
  expect([meeting.share.sharerAt(0), meeting.share.sharerAt(6000)]).toEqual([ana, ana]);
  meeting.leave(ana);
  expect([meeting.share.sharerAt(0), meeting.share.sharerAt(6000)]).toEqual([undefined, undefined]);
});

test('a share of the media ends for the apps when its participant leaves, and starts again when they join again', async () => {
  const core = new TestCore();
  const { signaling, meeting } = await core.join();
  signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events: [3, 4, 5, 6] });
  const types = () => signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event.event_type);
  // Bo shares from 5 s to 8 s.
  core.clock.advance(6000);
  await meeting.inject({ do: 'leave', participant: 'Bo' });
  core.clock.advance(1000);
  await meeting.inject({ do: 'join', participant: 'Bo' });
  core.clock.advance(2000);
  expect(types().slice(2)).toEqual([
    EventType.SHARING_START,
    EventType.SHARING_STOP,
    EventType.PARTICIPANT_LEAVE,
    EventType.PARTICIPANT_JOIN,
    EventType.SHARING_START,
    EventType.SHARING_STOP,
  ]);
});

test('a participant who shares a screen cannot start another share, and no share cannot be ended', async () => {
  const core = new TestCore();
  const { meeting } = await core.join();
  await expect(meeting.inject({ do: 'share-stop' })).rejects.toThrow(/no participant is sharing a screen/);
  core.clock.advance(6000);
  await expect(meeting.inject({ do: 'share-start', participant: 'Bo' })).rejects.toThrow(
    /Bo is already sharing a screen/,
  );
});

test('a participant beyond those of the media is in the meeting without audio and video', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' }, { name: 'Cleo' });
  expect(meeting.presence.current.map(({ name }) => name)).toEqual(['Ana', 'Bob', 'Cleo']);
  expect(meeting.participants.map((one) => meeting.cameras.isVisible(one))).toEqual([true, true, false]);
});
