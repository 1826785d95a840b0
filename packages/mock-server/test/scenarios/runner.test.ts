import { EventType, MessageType, StopReason } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { InvalidStepError } from '../../src/server/mock-meeting.js';
import { StepRefusedError } from '../../src/scenarios/performers/index.js';
import { settled, TestCore } from '../support/test-core.js';

const BOB_IS_LATE = {
  participants: [{ name: 'Ana' }, { name: 'Bob' }],
  timeline: [{ at: '10s', do: 'join', participant: 'Bob' }],
};

describe('timelines', () => {
  test('Bob joins after 10 seconds, and only then is he a participant', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join({ media_type: 1 }, { scenario: BOB_IS_LATE });
    signaling.send({ msg_type: 5, events: [3] });
    core.clock.advance(9999);
    const joins = () =>
      signaling
        .ofType(MessageType.EVENT_UPDATE)
        .flatMap(({ event }) =>
          event.event_type === EventType.PARTICIPANT_JOIN && 'participants' in event
            ? [event.participants.map(({ user_name }) => user_name)]
            : [],
        );
    expect(joins()).toEqual([['Ana']]);
    core.clock.advance(1);
    expect(joins()).toEqual([['Ana'], ['Bob']]);
    expect(meeting.view().participants.map(({ name }) => name)).toEqual(['Ana', 'Bob']);
  });

  test('entries without `at` follow each other, and wait for their conditions', async () => {
    const core = new TestCore();
    const timeline = [
      { on: 'handshake', after: '1s', do: 'active-speaker', participant: 2 },
      { on: 'ready', do: 'video-off', participant: 1 },
      { after: '2s', do: 'video-on', participant: 1 },
    ];
    const meeting = await core.startMeeting({ scenario: { timeline } });
    const performed = () =>
      core.journal
        .find({ kind: 'note', streamId: meeting.streamId })
        .filter(({ type }) => type !== 'silence')
        .map(({ type, atMs }) => [type, atMs]);
    core.clock.advance(5000);
    expect(performed()).toEqual([]);
    const signaling = core.joinSignaling(meeting);
    core.clock.advance(1000);
    await core.ready(signaling, meeting);
    core.clock.advance(2000);
    expect(performed()).toEqual([
      ['active-speaker', 6000],
      ['video-off', 6000],
      ['video-on', 8000],
    ]);
  });

  test('an entry can be repeated', async () => {
    const core = new TestCore();
    const timeline = [{ at: '1s', every: '2s', repeat: 3, do: 'active-speaker', participant: 2 }];
    await core.startMeeting({ scenario: { timeline } });
    core.clock.advance(20_000);
    expect(core.journal.find({ type: 'active-speaker' }).map(({ atMs }) => atMs)).toEqual([1000, 3000, 5000]);
  });

  test.each([
    ['at intervals', { every: '1s' }, [1000, 2000, 3000]],
    ['at the same time', {}, [1000, 1000, 1000]],
  ])('an entry can be performed for several participants, %s', async (_, timing, times) => {
    const core = new TestCore();
    const meeting = await core.startMeeting({
      scenario: {
        participants: [{ name: 'Ana' }, { name: 'Guest', count: 3 }],
        timeline: [{ at: '1s', ...timing, do: 'join', participants: '2-4' }],
      },
    });
    core.clock.advance(500);
    expect(meeting.view().participants.map(({ name }) => name)).toEqual(['Ana']);
    core.clock.advance(10_000);
    expect(meeting.view().participants.map(({ name }) => name)).toEqual([
      'Ana',
      'Guest 1',
      'Guest 2',
      'Guest 3',
    ]);
    expect(core.journal.find({ type: 'join' }).map(({ atMs }) => atMs)).toEqual(times);
  });

  test('a step that cannot be performed is recorded and does not stop the timeline', async () => {
    const core = new TestCore();
    const timeline = [
      { at: '1s', do: 'resume' },
      { at: '2s', do: 'join', participant: 'Zoe' },
      { at: '3s', do: 'pause' },
    ];
    const { meeting } = await core.join(undefined, { scenario: { timeline } });
    for (let second = 0; second < 3; second += 1) {
      core.clock.advance(1000);
      await settled();
    }
    expect(core.journal.find({ type: 'step-refused' }).map(({ detail }) => detail['reason'])).toEqual([
      expect.stringMatching(/only a paused stream can be resumed/),
      'Cannot perform join: no participant is Zoe; participants are Ana, Bo.',
    ]);
    // The refused steps are not recorded as performed.
    expect(core.journal.find({ type: 'resume' })).toEqual([]);
    expect(core.journal.find({ type: 'join' })).toEqual([]);
    expect(core.journal.find({ type: 'pause' })).toHaveLength(1);
    expect(meeting.state).toBe('paused');
  });

  test('the timeline ends with a meeting that a user ended', async () => {
    const core = new TestCore();
    const { meeting } = await core.join(undefined, { scenario: BOB_IS_LATE });
    await meeting.end();
    core.clock.advance(20_000);
    expect(core.journal.find({ type: 'join' })).toEqual([]);
  });

  test('a timeline may stop a stream and end its meeting later', async () => {
    const core = new TestCore();
    const timeline = [
      { at: '1s', do: 'stop' },
      { at: '2s', do: 'pause' },
      { at: '3s', do: 'end' },
    ];
    const { meeting } = await core.join(undefined, { scenario: { timeline } });
    const seen: [string, boolean][] = [];
    for (let second = 0; second < 3; second += 1) {
      core.clock.advance(1000);
      await settled();
      seen.push([meeting.state, meeting.meetingEnded]);
    }
    expect(seen).toEqual([
      ['terminated', false],
      ['terminated', false],
      ['terminated', true],
    ]);
    expect(core.journal.find({ type: 'step-refused' })).toEqual([]);
  });

  test('a timeline with an `end` step accepts that a user ended the meeting before', async () => {
    const core = new TestCore();
    const timeline = [{ at: '1s', do: 'end' }];
    const { meeting } = await core.join(undefined, { scenario: { timeline } });
    await meeting.end();
    core.clock.advance(2000);
    await settled();
    expect(core.journal.find({ type: 'end' })).toEqual([]);
  });

  test('product and generation of a scenario apply when the meeting has none of its own', async () => {
    const core = new TestCore();
    const scenario = { product: 'webinar', protocol: '2026', topic: 'News' };
    const first = (await core.startMeeting({ scenario })).view();
    const second = (await core.startMeeting({ scenario, product: 'session' })).view();
    expect([first.product, first.protocol, first.topic]).toEqual(['webinar', '2026', 'News']);
    expect(second.product).toBe('session');
  });

  test('an unknown scenario is refused with the nearest name', async () => {
    const core = new TestCore();
    await expect(core.startMeeting({ scenario: 'late-joner' })).rejects.toThrow(/did you mean late-joiner/);
  });
});

describe('steps injected by a program', () => {
  test('a fault may be named with `fault`, and is recorded in the journal with its explanation', async () => {
    const core = new TestCore();
    const { meeting, media } = await core.join();
    await meeting.inject({ fault: 'close-socket', socket: 'media', code: 1011, reason: 'oops' });
    expect(media.socket.closed).toEqual({ code: 1011, reason: 'oops' });
    const [fault] = core.journal.find({ kind: 'fault', streamId: meeting.streamId });
    expect(fault).toMatchObject({
      type: 'close-socket',
      detail: { explanation: expect.stringContaining('connects again') as string },
    });
  });

  test('a step with a wrong field is refused before anything happens', async () => {
    const core = new TestCore();
    const { meeting } = await core.join();
    await expect(meeting.inject({ do: 'stop', reason: 'NOPE' })).rejects.toThrow(InvalidStepError);
    await expect(meeting.inject({ do: 'close-socket', code: 1006 })).rejects.toThrow(StepRefusedError);
    expect(core.journal.find({ type: 'step-refused' }).map(({ detail }) => detail['reason'])).toEqual([
      'Cannot perform close-socket: a close frame cannot contain the code 1006.',
    ]);
    expect(meeting.state).toBe('active');
  });

  test('a second app has a stream of its own on the same meeting, with the same participants', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join(undefined, { scenario: BOB_IS_LATE });
    const other = await core.startMeeting({ meeting: meeting.meetingUuid });
    expect(other.meetingUuid).toBe(meeting.meetingUuid);
    expect(other.streamId).not.toBe(meeting.streamId);
    const otherSignaling = core.joinSignaling(other);
    for (const peer of [signaling, otherSignaling]) peer.send({ msg_type: 5, events: [4] });
    await other.inject({ do: 'leave', participant: 'Ana' });
    for (const peer of [signaling, otherSignaling]) {
      const types = peer.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event.event_type);
      expect(types).toContain(EventType.PARTICIPANT_LEAVE);
    }
    await other.stop();
    expect([meeting.state, other.state]).toEqual(['active', 'terminated']);
    await expect(core.startMeeting({ meeting: 'nobody' })).rejects.toThrow(/no meeting or stream has the id/);
  });
});

describe('faults', () => {
  test('delayed messages arrive later and in order, also when the delay ends', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    const before = signaling.messages.length;
    await meeting.inject({ do: 'delay', socket: 'signaling', by: '500ms', for: '1s' });
    meeting.pause();
    core.clock.advance(499);
    expect(signaling.messages).toHaveLength(before);
    core.clock.advance(1);
    expect(signaling.messages).toHaveLength(before + 2);
    core.clock.advance(450);
    meeting.resume();
    core.clock.advance(100);
    signaling.send({ msg_type: 19, rtms_stream_id: meeting.streamId });
    expect(signaling.ofType(MessageType.STREAM_STATE_RESP)).toHaveLength(0);
    core.clock.advance(500);
    expect(signaling.messages.slice(-3).map(({ msg_type }) => msg_type)).toEqual([9, 8, 20]);
  });

  test('a silent server sends no keep-alive and regards no connection as lost', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    await meeting.inject({ do: 'silent-keep-alive', for: '60s' });
    core.clock.advance(59_000);
    expect(signaling.ofType(MessageType.KEEP_ALIVE_REQ)).toEqual([]);
    core.clock.advance(10_000);
    expect(signaling.ofType(MessageType.KEEP_ALIVE_REQ)).not.toEqual([]);
    expect(meeting.state).toBe('active');
  });

  test('after the loss of the server instance every connection ends, the stream is announced again, and the app starts again', async () => {
    const core = new TestCore();
    const { meeting, signaling, media } = await core.join();
    await meeting.inject({ do: 'new-instance' });
    expect([signaling.socket.closed?.code, media.socket.closed?.code]).toEqual([1006, 1006]);
    expect(core.webhooks.map(({ event }) => event)).toEqual(['meeting.rtms_started', 'meeting.rtms_started']);
    const again = core.joinSignaling(meeting);
    const newMedia = core.joinMedia(meeting);
    await core.ready(again, meeting);
    core.clock.advance(100);
    expect(newMedia.messages.length).toBeGreaterThan(1);
    expect(meeting.state).toBe('active');
  });

  test.each(['signaling', 'media'] as const)('malformed messages are sent on %s', async (socket) => {
    const core = new TestCore();
    const peers = await core.join({ media_type: 8 });
    await peers.meeting.inject({ do: 'invalid-json', socket });
    await peers.meeting.inject({ do: 'wrong-type', socket, type: 77 });
    await peers.meeting.inject({ do: 'send-message', socket, message: { msg_type: 6, odd: true } });
    const [broken, wrong, own] = peers[socket].socket.received.slice(-3);
    expect(() => JSON.parse(broken ?? '{}') as unknown).toThrow(SyntaxError);
    expect(JSON.parse(wrong ?? '')).toMatchObject({ msg_type: 77 });
    expect(JSON.parse(own ?? '')).toEqual({ msg_type: 6, odd: true });
  });

  test('media handshakes are rejected as often as the step says, then checked as usual', async () => {
    const core = new TestCore({ protocol: '2026' });
    const meeting = await core.startMeeting();
    core.joinSignaling(meeting);
    await meeting.inject({
      do: 'reject-handshake',
      socket: 'media',
      status: 'STATUS_INTERNAL_EXCEPTION',
      times: 2,
    });
    const codes = [1, 2, 3].map(() => core.joinMedia(meeting).bodies[0]?.['status_code']);
    expect(codes).toEqual([45, 45, 0]);
  });

  test('a chat message reaches the sockets that carry chat', async () => {
    const core = new TestCore();
    const { meeting, media } = await core.join({ media_type: 16 });
    await meeting.inject({ do: 'chat', participant: 'Ana', text: 'Hi all' });
    expect(media.ofType(MessageType.MEDIA_DATA_CHAT)[0]?.content).toMatchObject({
      user_name: 'Ana',
      data: 'Hi all',
    });
  });

  test('a stop has the reason that the step names, by any of its names', async () => {
    const core = new TestCore();
    const { meeting } = await core.join();
    await meeting.inject({ do: 'stop', reason: 'ACTION_BY_HOST' });
    expect(core.webhooks.at(-1)).toMatchObject({
      payload: { stop_reason: StopReason.STOP_BC_HOST_TRIGGERED },
    });
  });

  test('a webhook about the account needs a receiver and one of the known events', async () => {
    const core = new TestCore();
    const meeting = await core.core.startMeeting({});
    const step = { do: 'webhook', event: 'rtms.concurrency_limited' } as const;
    await expect(meeting.inject(step)).rejects.toThrow(/no webhook receiver; give the meeting a webhookUrl/);
    await expect(meeting.inject({ ...step, event: 'rtms.concurency_limited' })).rejects.toThrow(
      /did you mean rtms\.concurrency_limited\?/,
    );
  });
});

test('a step is recorded in the journal before its effects, and a refused step only as refused', async () => {
  const core = new TestCore();
  const { meeting } = await core.join();
  await meeting.inject({ do: 'cut-socket', socket: 'media' });
  const types = core.journal.find({ streamId: meeting.streamId }).map(({ type }) => type);
  expect(types.indexOf('cut-socket')).toBeGreaterThan(0);
  expect(types.indexOf('cut-socket')).toBeLessThan(types.lastIndexOf('closed'));
  const before = core.journal.lastSeq;
  await expect(meeting.inject({ do: 'cut-socket', socket: 'media' })).rejects.toThrow(
    /no media socket is open/,
  );
  expect(core.journal.find({ after: before }).map(({ type }) => type)).toEqual(['step-refused']);
});

describe('a step that has no effect now is refused with StepRefusedError', () => {
  const RUNNING = [
    [{ do: 'pause' }, /^Cannot perform pause: stream \S+ is \w+, and only an active stream can be paused\.$/],
    [{ do: 'resume' }, /only a paused stream can be resumed/],
    [{ do: 'start' }, /already running/],
    [{ do: 'cut-socket' }, /no media socket is open/],
  ] as const;
  const STOPPED = [
    [{ do: 'stop' }, /already stopped/],
    [{ do: 'chat', participant: 'Ana', text: 'hi' }, /has ended; perform start first/],
    [{ do: 'delay', by: '1s', for: '1s' }, /has ended; perform start first/],
  ] as const;
  const ENDED = [
    [{ do: 'start' }, /the meeting of stream .* has ended; start a new one/],
    [{ do: 'end' }, /the meeting of stream .* has ended/],
    [{ do: 'leave', participant: 'Ana' }, /the meeting of stream .* has ended; start a new one/],
    [{ do: 'reject-handshake', status: 'STATUS_INVALID_SIGNATURE' }, /has ended; start a new one/],
  ] as const;

  test.each(RUNNING)('before an app has connected: %o', async (step, reason) => {
    const meeting = await new TestCore().startMeeting();
    await expect(meeting.inject(step)).rejects.toThrow(StepRefusedError);
    await expect(meeting.inject(step)).rejects.toThrow(reason);
  });

  test.each(STOPPED)('on a stopped stream: %o', async (step, reason) => {
    const meeting = await new TestCore().startMeeting();
    await meeting.stop();
    await expect(meeting.inject(step)).rejects.toThrow(StepRefusedError);
    await expect(meeting.inject(step)).rejects.toThrow(reason);
  });

  test.each(ENDED)('in a meeting that has ended: %o', async (step, reason) => {
    const meeting = await new TestCore().startMeeting();
    await meeting.end();
    await expect(meeting.inject(step)).rejects.toThrow(StepRefusedError);
    await expect(meeting.inject(step)).rejects.toThrow(reason);
  });
});
