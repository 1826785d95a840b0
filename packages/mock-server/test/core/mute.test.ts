import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { settled, TestCore } from '../support/test-core.js';

/** Advances in steps of one packet, so that mixes are prepared in between. */
async function play(core: TestCore, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    core.clock.advance(20);
    await settled();
  }
}

test('a muted participant is not heard, and is heard again afterwards', async () => {
  const core = new TestCore();
  const { meeting, media } = await core.join({ media_type: 1, media_params: { audio: { data_opt: 2 } } });
  const heard = async (): Promise<ReadonlySet<unknown>> => {
    const before = media.messages.length;
    await play(core, 100);
    const packets = media.ofType(MessageType.MEDIA_DATA_AUDIO);
    return new Set(packets.slice(-(media.messages.length - before)).map(({ content }) => content.user_name));
  };
  expect(await heard()).toEqual(new Set(['Ana', 'Bo']));
  await meeting.inject({ do: 'mute', participant: 'Bo' });
  expect(await heard()).toEqual(new Set(['Ana']));
  expect(meeting.view().people).toMatchObject([{ isMuted: false }, { isMuted: true, isPresent: true }]);
  await meeting.inject({ do: 'unmute', participant: 'Bo' });
  expect(await heard()).toEqual(new Set(['Ana', 'Bo']));
});

test('a mix does not contain who is muted', async () => {
  const core = new TestCore();
  const { meeting, media } = await core.join({ media_type: 1, media_params: { audio: { data_opt: 1 } } });
  const labels = (): Set<string | undefined> =>
    new Set(
      media
        .ofType(MessageType.MEDIA_DATA_AUDIO)
        .slice(-3)
        .map(({ content }) => Buffer.from(content.data, 'base64').toString().split('#')[0]),
    );
  await play(core, 100);
  expect(labels()).toEqual(new Set(['mixed']));
  await meeting.inject({ do: 'mute', participant: 'Ana' });
  await play(core, 200);
  expect(labels()).toEqual(new Set(['mix of 1']));
});

test('the transcript has no words of who is muted', async () => {
  const core = new TestCore();
  const { meeting, media } = await core.join();
  await meeting.inject({ do: 'mute', participant: 'Ana' });
  await play(core, 7000);
  const words = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).map(({ content }) => content.data);
  expect(words).toEqual(['Hello from Bo.']);
});

test('muting twice is refused', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  await meeting.inject({ do: 'mute', participant: 1 });
  await expect(meeting.inject({ do: 'mute', participant: 1 })).rejects.toThrow('Ana is already muted');
  await expect(meeting.inject({ do: 'unmute', participant: 2 })).rejects.toThrow('Bo is not muted');
});

test('counters belong to a connection, and the stream keeps the sum when it closes', async () => {
  const core = new TestCore();
  const { meeting, media, signaling } = await core.join({
    media_type: 1,
    media_params: { audio: { data_opt: 1 } },
  });
  await play(core, 200);
  const first = meeting.view();
  expect(first.connections[1]?.media).toEqual(first.media);
  expect(first.media['audio']?.frames).toBeGreaterThan(5);
  media.socket.close();
  const closed = meeting.view();
  expect(closed.connections.map(({ socket }) => socket)).toEqual(['signaling']);
  expect(closed.media).toEqual(first.media);
  const again = core.joinMedia(meeting, { media_type: 1, media_params: { audio: { data_opt: 1 } } });
  await core.ready(signaling, meeting);
  await play(core, 100);
  const second = meeting.view();
  const own = second.connections[1]?.media['audio']?.frames ?? 0;
  expect(own).toBe(again.ofType(MessageType.MEDIA_DATA_AUDIO).length);
  expect(second.media['audio']?.frames).toBe((first.media['audio']?.frames ?? 0) + own);
});
