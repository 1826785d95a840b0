import { EventType, MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { withoutAbsent } from '../../src/media/lanes/without-absent.js';
import { Meeting } from '../../src/meetings/meeting.js';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

function meetingOf(...participants: { name: string; present?: boolean }[]): Meeting {
  const input = {
    product: 'meeting',
    entityId: 'u',
    meetingId: '9',
    topic: 't',
    source: testSource(),
  } as const;
  return new Meeting({ ...input, participants }, new ManualClock());
}

test('who is not in yet is not heard in the mixed sound, and is heard after joining', async () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob', present: false });
  const format = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;
  const track = withoutAbsent(await meeting.source.audio('mixed', format), meeting);
  const heard = (atMs: number) => track.chunkAt(atMs / 20)?.data.toString();
  expect([heard(1500), heard(4500), heard(7000)]).toEqual(['mixed#75', 'mixed#0', 'mixed#350']);
  const [, bob] = meeting.participants;
  if (bob) meeting.join(bob);
  expect(heard(4500)).toBe('mixed#225');
});

test('who is not in has no voice of their own, no picture, no share and no words', async () => {
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

test('the active speaker changes when the speaker leaves, and a named speaker holds until the next one speaks', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' });
  const [ana, bob] = meeting.participants;
  if (!ana || !bob) throw new Error('two people were invited');
  const events: number[] = [];
  meeting.onEvent((event) => events.push(event.event_type));
  meeting.nameSpeaker(bob);
  expect(meeting.activeSpeakerAt(0)).toBe(bob);
  expect(meeting.activeSpeakerAt(4000)).toBe(bob);
  expect(meeting.activeSpeakerAt(0)).toBe(ana);
  meeting.leave(ana);
  expect(meeting.activeSpeakerAt(0)).toBe(bob);
  expect(events).toEqual([
    EventType.ACTIVE_SPEAKER_CHANGE,
    EventType.PARTICIPANT_LEAVE,
    EventType.ACTIVE_SPEAKER_CHANGE,
  ]);
});

test('a share by hand replaces those of the media and ends with the sharer', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' });
  const [ana, bob] = meeting.participants;
  if (!ana || !bob) throw new Error('two people were invited');
  expect(meeting.sharerAt(6000)).toBe(bob);
  meeting.startSharing(ana);
  expect([meeting.sharerAt(0), meeting.sharerAt(6000)]).toEqual([ana, ana]);
  meeting.leave(ana);
  expect([meeting.sharerAt(0), meeting.sharerAt(6000)]).toEqual([undefined, undefined]);
});

test('a person beyond those whom the media plays is there, and neither heard nor seen', () => {
  const meeting = meetingOf({ name: 'Ana' }, { name: 'Bob' }, { name: 'Cleo' });
  expect(meeting.present.map(({ name }) => name)).toEqual(['Ana', 'Bob', 'Cleo']);
  expect(meeting.participants.map((one) => meeting.hasCameraOn(one))).toEqual([true, true, false]);
});
