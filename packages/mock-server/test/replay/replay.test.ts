import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EventType, MediaType, MessageType, StopReason } from '@rtms-mock/protocol';
import type { CassetteLine } from '@rtms-mock/protocol/cassette';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MockMeeting, MockServerOptions } from '../../src/index.js';
import { openTape, type Tape } from '../../src/replay/tape.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { RecordedSession, type RecordedSocket } from '../support/recorded-session.js';
import { testSource } from '../support/test-source.js';

const AUDIO = { content_type: 2, sample_rate: 1, channel: 1, codec: 1, data_opt: 1, send_rate: 20 };

/** The service of another day, with other ids. */
const LATER = Date.UTC(2026, 5, 1, 9, 30);

interface Conversation {
  readonly session: RecordedSession;
  readonly meeting: MockMeeting;
  readonly signaling: RecordedSocket;
  readonly media: readonly RecordedSocket[];
}

/** An app that subscribes, opens one socket for each of two media types, and is ready. */
async function join(session: RecordedSession, afterMs = 100): Promise<Conversation> {
  const meeting = await session.startMeeting();
  await session.pass(afterMs);
  const signaling = session.joinSignaling(meeting);
  session.subscribe(signaling, EventType.ACTIVE_SPEAKER_CHANGE, EventType.PARTICIPANT_JOIN);
  await session.pass(40);
  const media = [
    session.joinMedia(meeting, MediaType.AUDIO, { audio: AUDIO }),
    session.joinMedia(meeting, MediaType.TRANSCRIPT, { transcript: { content_type: 5 } }),
  ];
  await session.ready(signaling, meeting);
  return { session, meeting, signaling, media };
}

/** A recorded session: two seconds, a pause of half a second, another second, and the end. */
async function record(options: MockServerOptions = {}): Promise<Conversation> {
  const conversation = await join(
    new RecordedSession({ protocol: '2026', media: testSource(), timelineStart: 'created', ...options }),
  );
  const { session, meeting } = conversation;
  await session.pass(2000);
  meeting.pause();
  await session.pass(500);
  meeting.resume();
  await session.pass(1000);
  await meeting.end(StopReason.STOP_BC_MEETING_ENDED);
  await session.pass(20);
  return conversation;
}

function replaying(tape: Tape): RecordedSession {
  return new RecordedSession({ seed: 99, replay: tape }, new ManualClock(LATER));
}

/** Lines to the app without ids and times. */
function normal({ session }: Conversation): string[] {
  const { startedAtUnixMs } = session.header;
  const named = new Map<string, string>();
  return session.lines
    .filter(({ direction, kind }) => direction === 'to-app' || kind === 'close')
    .map((line: CassetteLine) =>
      JSON.stringify(line)
        .replaceAll(
          /"((?:\w+_)?(?:timestamp|ts|time))":(\d{13})/g,
          (_, name: string, ms: string) => `"${name}":${Number(ms) - startedAtUnixMs}`,
        )
        .replaceAll(
          /"(rtms_stream_id|rtms_session_id|meeting_uuid|meeting_id)":"([^"]+)"/g,
          (_, name, id: string) => {
            const known = named.get(id) ?? `${String(name)} ${named.size}`;
            named.set(id, known);
            return `"${String(name)}":"${known}"`;
          },
        ),
    );
}

describe('a cassette that was recorded from this server', () => {
  let original: Conversation;
  let tape: Tape;
  const folder = temporaryFolder();

  beforeAll(async () => {
    original = await record();
    const path = folder.file('own.rtms.jsonl');
    writeFileSync(path, original.session.text());
    tape = await openTape(path);
  });
  afterAll(async () => {
    await tape.close();
    folder[Symbol.dispose]();
  });

  test('replays identically apart from ids and times', async () => {
    const again = await join(replaying(tape));
    await again.session.pass(4000);
    expect(again.meeting.streamId).not.toBe(original.meeting.streamId);
    expect(normal(again)).toEqual(normal(original));
    expect(again.meeting.state).toBe('terminated');
    expect(again.meeting.problems()).toEqual([]);
  });

  test('names the cassette in the record of the meeting', async () => {
    const session = replaying(tape);
    await session.startMeeting();
    const parts = { nodeId: '1', unixMs: 0, speed: 1, progressOf: () => 'joined' as const };
    expect(session.core.saved.records(undefined, parts)).toMatchObject([{ cassette: tape.label }]);
    const live = new RecordedSession({});
    await live.startMeeting();
    expect(live.core.saved.records(undefined, parts)[0]).not.toHaveProperty('cassette');
  });

  test('replays binary frames as binary frames', async () => {
    const binary = await record({ frames: 'binary' });
    using ownFolder = temporaryFolder();
    const path = ownFolder.file('binary.rtms.jsonl');
    writeFileSync(path, binary.session.text());
    await using ownTape = await openTape(path);
    const again = await join(replaying(ownTape));
    await again.session.pass(4000);
    expect(normal(again)).toEqual(normal(binary));
    expect(normal(again).filter((line) => line.includes('"kind":"text"'))).toEqual([]);
  });

  test('waits for an app that is slower than the recorded one, and loses nothing', async () => {
    const session = replaying(tape);
    const slow = await join(session, 5000);
    await session.pass(4000);
    const audio = (sockets: readonly RecordedSocket[]): unknown[] =>
      sockets.flatMap((socket) =>
        socket.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => contentData(content)),
      );
    expect(audio(slow.media)).toEqual(audio(original.media));
    expect(slow.meeting.state).toBe('terminated');
  });

  test('sends what a late media socket has missed, and events to a late subscriber', async () => {
    const session = replaying(tape);
    const meeting = await session.startMeeting();
    const signaling = session.joinSignaling(meeting);
    session.joinMedia(meeting, MediaType.TRANSCRIPT);
    await session.ready(signaling, meeting);
    await session.pass(1500);
    expect(signaling.ofType(MessageType.EVENT_UPDATE).map(eventType)).not.toContain(
      EventType.PARTICIPANT_JOIN,
    );

    session.subscribe(signaling, EventType.PARTICIPANT_JOIN);
    const audio = session.joinMedia(meeting, MediaType.AUDIO);
    await session.ready(signaling, meeting);
    await session.pass(20);
    expect(signaling.ofType(MessageType.EVENT_UPDATE).map(eventType)).toContain(EventType.PARTICIPANT_JOIN);
    expect(audio.received[1]).toMatchObject({
      content: { data: contentData(original.media[0]?.received[1]?.['content']) },
    });
    expect(audio.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(20);
  });

  test('compares the app with the recorded one', async () => {
    const session = replaying(tape);
    const meeting = await session.startMeeting();
    await session.pass(100);
    const signaling = session.joinSignaling(meeting);
    session.subscribe(signaling, EventType.PARTICIPANT_LEAVE);
    const media = session.joinMedia(meeting, MediaType.AUDIO, {
      audio: { ...AUDIO, codec: 4, sample_rate: 3 },
    });
    signaling.send({
      msg_type: MessageType.STREAM_STATE_REQ,
      rtms_stream_id: meeting.streamId,
      timestamp: 1,
    });
    await session.ready(signaling, meeting);
    await session.pass(4000);

    // The recording is in another format than the app has requested, and its answer says so.
    expect(media.ofType(MessageType.DATA_HAND_SHAKE_RESP)[0]).toMatchObject({
      media_params: { audio: { codec: 1, sample_rate: 1 } },
    });
    const problems = meeting.problems().filter(({ rule }) => rule === 'replay-differs');
    expect(problems.map(({ message }) => message)).toEqual([
      'The app does not request transcript, which the recorded app received.',
      'The app requests audio with codec 4, sample_rate 3; the recorded app requested codec 1, sample_rate 1, and that is what is sent.',
      'The app is not subscribed to the event types 2, 3, as the recorded app was; these events are left out.',
      'The app is subscribed to the event type 4, to which the recorded app was not; the cassette may lack them.',
      'The app sends STREAM_STATE_REQ, which the recorded app did not.',
    ]);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  test('stands still while a user pauses the stream', async () => {
    const { session, meeting, signaling, media } = await join(replaying(tape));
    await session.pass(1000);
    meeting.pause();
    const before = media[0]?.received.length;
    await session.pass(10_000);
    expect(media[0]?.received.length).toBe(before);
    expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).at(-1)).toMatchObject({ state: 5 });
    meeting.resume();
    await session.pass(3000);
    expect(media[0]?.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(
      original.media[0]?.ofType(MessageType.MEDIA_DATA_AUDIO).length ?? -1,
    );
    expect(meeting.state).toBe('terminated');
  });

  test('ends when a user ends the meeting, with the messages of the service', async () => {
    const { session, meeting, signaling } = await join(replaying(tape));
    await session.pass(500);
    await meeting.end(StopReason.STOP_BC_MEETING_ENDED);
    expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).at(-1)).toMatchObject({ state: 4, reason: 6 });
    expect(session.webhooks.at(-1)).toMatchObject({ event: 'meeting.rtms_stopped' });
    expect(signaling.closed?.code).toBe(1000);
    const after = signaling.received.length;
    await session.pass(5000);
    expect(signaling.received).toHaveLength(after);
  });

  test('sends the webhooks of the mock where the recorder saw none', async () => {
    const path = folder.file('client.rtms.jsonl');
    writeFileSync(path, original.session.text().replaceAll(/^\[[^\n]*"(?:webhook|answer)",[^\n]*\n/gm, ''));
    await using withoutWebhooks = await openTape(path);
    const { session } = await join(replaying(withoutWebhooks));
    await session.pass(4000);
    expect(session.webhooks).toMatchObject([
      { event: 'meeting.rtms_started' },
      { event: 'meeting.rtms_stopped', payload: { stop_reason: 6 } },
    ]);
  });

  test('plays again when the stream is started again', async () => {
    const first = await join(replaying(tape));
    await first.session.pass(4000);
    expect(first.meeting.state).toBe('terminated');
    await first.meeting.start();
    const signaling = first.session.joinSignaling(first.meeting);
    const audio = first.session.joinMedia(first.meeting, MediaType.AUDIO);
    await first.session.ready(signaling, first.meeting);
    await first.session.pass(4000);
    expect(audio.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(
      first.media[0]?.ofType(MessageType.MEDIA_DATA_AUDIO).length ?? -1,
    );
  });
});

describe('a cassette with an interruption', () => {
  test('breaks the sockets as recorded, waits for the app, and lets it come back once more at the end', async () => {
    const path = fileURLToPath(
      new URL('../../../../examples/cassettes/interrupted.rtms.jsonl', import.meta.url),
    );
    await using tape = await openTape(path);
    const session = replaying(tape);
    const meeting = await session.startMeeting();
    await session.pass(100);
    const signaling = session.joinSignaling(meeting);
    const first = session.joinMedia(meeting, MediaType.AUDIO);
    await session.ready(signaling, meeting);
    await session.pass(1100);
    expect(first.closed).toEqual({ code: 1011, reason: 'Going away' });
    expect(meeting.state).toBe('interrupted');

    await session.pass(10_000);
    const second = session.joinMedia(meeting, MediaType.AUDIO);
    await session.ready(signaling, meeting);
    await session.pass(20);
    expect(second.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(0);
    await session.pass(1500);
    const packets = [first, second].reduce(
      (sum, one) => sum + one.ofType(MessageType.MEDIA_DATA_AUDIO).length,
      0,
    );
    expect(packets).toBe(126);
    expect(signaling.closed?.code).toBe(1006);
    expect(session.webhooks.map(({ event }) => event)).toEqual([
      'meeting.rtms_started',
      'meeting.rtms_interrupted',
    ]);

    const last = session.joinSignaling(meeting);
    await session.pass(1200);
    expect(last.ofType(MessageType.STREAM_STATE_UPDATE).at(-1)).toMatchObject({ state: 4 });
    expect(meeting.state).toBe('terminated');
    expect(meeting.problems().filter(({ rule }) => rule === 'replay-differs')).toEqual([]);
  });
});

function contentData(content: unknown): unknown {
  return (content as { readonly data: unknown }).data;
}

function eventType({ event }: { readonly [name: string]: unknown }): unknown {
  return (event as { readonly event_type: unknown }).event_type;
}
