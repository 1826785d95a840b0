import { EventType, MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { startMockServer, toneSource } from '../../src/index.js';
import { parameterSets } from '../../src/media/codecs/h264-parameter-sets.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { firstDifference, noise } from '../media/live-support.js';
import { ALL_MEDIA, joinAsApp, type JoinedApp } from '../support/app-sockets.js';
import { LiveProducer } from '../support/live-producer.js';
import type { Received } from '../support/queued-socket.js';

const PORTS = { port: 0, mediaPort: 0 };
const silent = () => toneSource({ signal: { kind: 'silence' }, name: 'Room' });
const AUDIO = { sampleRateHz: 16_000, channels: 1 };

/** An access unit whose first byte after the header tells which one it is. */
function accessUnit(type: 'idr' | 'other', id: number): Buffer {
  const startCode = Buffer.from([0, 0, 0, 1]);
  if (type === 'other') return Buffer.concat([startCode, Buffer.from([0x41, id])]);
  const sets = parameterSets({ width: 640, height: 360, fps: 25 });
  return Buffer.concat([sets, startCode, Buffer.from([0x65, id])]);
}

const jpg = (id: number): Buffer => Buffer.from([0xff, 0xd8, 0xff, 0xe0, id, 0xff, 0xd9]);

/** Samples that the app receives of a participant, beginning with the first that are not silent. */
async function samplesOfParticipant(
  app: JoinedApp,
  name: string | undefined,
  count: number,
): Promise<Int16Array> {
  const parts: Buffer[] = [];
  let samples: Int16Array = new Int16Array();
  for (;;) {
    const { content } = await app.media(MessageType.MEDIA_DATA_AUDIO, ({ user_name }) => user_name === name);
    parts.push(Buffer.from((content as { data: string }).data, 'base64'));
    const all = samplesOf(Buffer.concat(parts));
    const begin = all.findIndex((sample) => sample !== 0);
    samples = begin < 0 ? samples : all.subarray(begin);
    if (samples.length >= count) return samples.subarray(0, count);
  }
}

describe('audio', () => {
  test('arrives sample for sample as a participant of its own', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting);
    app.subscribe(EventType.PARTICIPANT_JOIN, EventType.PARTICIPANT_LEAVE, EventType.ACTIVE_SPEAKER_CHANGE);
    await app.media();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', audio: AUDIO });
    const joined = await app.signaling.next(({ event }) => JSON.stringify(event ?? '').includes('"Ada"'));
    expect(joined).toMatchObject({ event: { event_type: EventType.PARTICIPANT_JOIN } });
    const samples = noise(16_000);
    ada.audio(samples);
    const received = await samplesOfParticipant(app, 'Ada', samples.length);
    expect(firstDifference(received, samples)).toBeUndefined();
    expect(meeting.view().people).toMatchObject([
      { name: 'Room', isLive: false },
      { name: 'Ada', isLive: true, isPresent: true, hasAudio: true, hasCamera: false },
    ]);
    await app.signaling.next(
      ({ event }) => (event as Received | undefined)?.['event_type'] === EventType.ACTIVE_SPEAKER_CHANGE,
    );
  });

  test('is part of the mix', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    const audio = { ...ALL_MEDIA.media_params.audio, data_opt: 1 };
    await using app = await joinAsApp(meeting, { media_type: 1, media_params: { audio } });
    await app.media();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', audio: AUDIO });
    const samples = noise(8000);
    ada.audio(samples);
    expect(firstDifference(await samplesOfParticipant(app, undefined, 8000), samples)).toBeUndefined();
  });

  test.each([
    ['G.711', { codec: 2, sample_rate: 0 }, 160],
    ['G.722', { codec: 3, sample_rate: 1 }, 160],
    ['Opus', { codec: 4, sample_rate: 3 }, undefined],
  ])('is sent as %s to an app that requests it, alone and mixed', async (_codec, format, bytes) => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, {
      name: 'Ada',
      audio: { sampleRateHz: 48_000, channels: 2 },
    });
    for (const data_opt of [2, 1]) {
      const audio = { ...ALL_MEDIA.media_params.audio, ...format, data_opt };
      await using app = await joinAsApp(meeting, { media_type: 1, media_params: { audio } });
      const speaking = setInterval(() => ada.audio(noise(1920)), 20);
      // Silence takes a few bytes as Opus, until her audio is in the packets.
      const isSpeech = ({ data, user_name }: Received): boolean => {
        const { length } = Buffer.from(String(data), 'base64');
        const isHers = user_name === (data_opt === 2 ? 'Ada' : undefined);
        return isHers && (bytes === undefined ? length > 60 : length === bytes);
      };
      try {
        for (let count = 0; count < 5; count += 1) await app.media(MessageType.MEDIA_DATA_AUDIO, isSpeech);
      } finally {
        clearInterval(speaking);
      }
    }
  });

  test('ends for everyone when the socket closes', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting);
    app.subscribe(EventType.PARTICIPANT_LEAVE);
    using ada = await LiveProducer.join(meeting, { name: 'Ada' });
    ada.socket.terminate();
    await app.signaling.next(
      ({ event }) => (event as Received | undefined)?.['event_type'] === EventType.PARTICIPANT_LEAVE,
    );
    expect(meeting.view().people).toMatchObject([{ name: 'Room' }]);
    // The seat is free again.
    using again = await LiveProducer.join(meeting, { name: 'Ada' });
    expect(meeting.view().people).toHaveLength(2);
    again.socket.terminate();
  });
});

describe('video', () => {
  test('is sent unchanged, once an app wants its codec and a keyframe has come', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent(), protocol: '2026' });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: ['H264', 'JPG'], share: 'JPG' });
    await using app = await joinAsApp(meeting);
    app.subscribe(EventType.PARTICIPANT_VIDEO_ON, EventType.SHARING_START, EventType.SHARING_STOP);
    // Codecs are announced as they are prepared, one by one.
    await ada.next(({ type, video }) => type === 'wanted' && String(video) === 'H264');
    expect(await ada.ofType('keyframe')).toEqual({ type: 'keyframe', of: 'video' });
    const speaking = setInterval(() => ada.audio(noise(320)), 20);
    let id = 0;
    const filming = setInterval(
      () => ada.frame(2, accessUnit(id % 20 === 0 ? 'idr' : 'other', (id += 1)), 40),
      40,
    );
    try {
      const { content } = await app.media(
        MessageType.MEDIA_DATA_VIDEO,
        ({ user_name }) => user_name === 'Ada',
      );
      const data = Buffer.from((content as { data: string }).data, 'base64');
      expect(data.subarray(0, -1)).toEqual(accessUnit('idr', 0).subarray(0, -1));
    } finally {
      clearInterval(speaking);
      clearInterval(filming);
    }
    expect(meeting.view().people[1]).toMatchObject({ hasCamera: true, isCameraOn: true });
    ada.frame(6, jpg(7));
    await app.signaling.next(
      ({ event }) => (event as Received | undefined)?.['event_type'] === EventType.SHARING_START,
    );
    const shared = await app.media(MessageType.MEDIA_DATA_SHARE, ({ user_name }) => user_name === 'Ada');
    expect(Buffer.from((shared['content'] as { data: string }).data, 'base64')).toEqual(jpg(7));
    ada.control({ type: 'share', on: false });
    await app.signaling.next(
      ({ event }) => (event as Received | undefined)?.['event_type'] === EventType.SHARING_STOP,
    );
    expect(meeting.view().sharer).toBeNull();
  });

  test('in a codec that is not sent is missing, with the reason in the journal', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting);
    await app.media();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: 'PNG' });
    const missing = () => server.journal.find({ type: 'media-unavailable' }).map(({ detail }) => detail);
    await expect.poll(missing).toContainEqual({
      kind: 'video',
      reason: expect.stringMatching(/camera of Ada is sent as PNG, and H264 was requested/) as string,
    });
    ada.socket.terminate();
  });

  test('is off after a step, and the producer is told', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: 'JPG' });
    const isOn = () => meeting.view().people[1]?.isCameraOn;
    ada.frame(3, jpg(1));
    await expect.poll(isOn).toBe(true);
    await meeting.inject({ do: 'video-off', participant: 'Ada' });
    ada.frame(3, jpg(2));
    expect(await ada.ofType('camera')).toEqual({ type: 'camera', on: false });
    expect(isOn()).toBe(false);
    ada.control({ type: 'camera', on: true });
    await expect.poll(isOn).toBe(true);
    await meeting.inject({ do: 'mute', participant: 'Ada' });
    expect(await ada.ofType('muted')).toEqual({ type: 'muted', on: true });
    await meeting.inject({ do: 'leave', participant: 'Ada' });
    expect(await ada.closed()).toEqual({ code: 1000, reason: 'Left the meeting' });
  });

  test('ends with the meeting, and the producer is told', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, { name: 'Ada' });
    await meeting.end();
    expect(await ada.closed()).toEqual({ code: 1000, reason: 'The meeting has ended' });
  });
});

test('captions and chat reach the apps', async () => {
  await using server = await startMockServer({ ...PORTS, media: silent() });
  const meeting = await server.startMeeting();
  await using app = await joinAsApp(meeting);
  await app.media();
  using ada = await LiveProducer.join(meeting, { name: 'Ada', language: 'de' });
  ada.frame(9, 'Hallo <img src=x onerror=alert(1)>');
  const chat = await app.media(MessageType.MEDIA_DATA_CHAT);
  expect(chat['content']).toMatchObject({ user_name: 'Ada', data: 'Hallo <img src=x onerror=alert(1)>' });
  ada.frame(8, 'Guten Tag.');
  const { content } = await app.media(MessageType.MEDIA_DATA_TRANSCRIPT);
  expect(content).toMatchObject({ user_name: 'Ada', data: 'Guten Tag.' });
});

describe('a producer that makes mistakes', () => {
  test.each([
    ['no JSON', 'hello', /^The message is not JSON/],
    ['no name', '{}', /^name is missing/],
    ['a long name', JSON.stringify({ name: 'x'.repeat(300) }), /at most 200 characters/],
    [
      'a sample rate',
      JSON.stringify({ name: 'A', audio: { sampleRateHz: 11_025 } }),
      /one of 8000, .* found 11025/,
    ],
    ['a codec', JSON.stringify({ name: 'A', video: 'VP8' }), /^video must be/],
  ])('in the first message (%s) is told what is wrong', async (_what, hello, message) => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    using ada = await LiveProducer.dial(await server.startMeeting());
    ada.socket.send(hello);
    expect(await ada.ofType('refused')).toMatchObject({
      code: 'invalid-hello',
      message: expect.stringMatching(message) as string,
    });
    expect((await ada.closed()).code).toBe(1008);
  });

  test('in a frame loses this frame only', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting);
    await app.media();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: 'H264', audio: AUDIO });
    const send = async (act: () => void): Promise<Received> => {
      act();
      return ada.error();
    };
    expect(await send(() => ada.socket.send(Buffer.from([1, 2, 3])))).toMatchObject({
      code: 'invalid-frame',
      message: expect.stringContaining('this one has 3 bytes') as string,
    });
    expect(await send(() => ada.frame(42, 'x'))).toHaveProperty('code', 'invalid-frame');
    expect(await send(() => ada.frame(1, 'odd'))).toHaveProperty('code', 'invalid-audio');
    expect(await send(() => ada.frame(2, 'no start code'))).toHaveProperty('code', 'invalid-frame');
    const unreadable = Buffer.from([0, 0, 1, 0x67, 0, 0, 1, 0x68, 0xce, 0, 0, 1, 0x65, 1]);
    expect(await send(() => ada.frame(2, unreadable))).toMatchObject({
      code: 'invalid-frame',
      message: expect.stringContaining('its SPS cannot be read') as string,
    });
    expect(await send(() => ada.frame(3, jpg(1)))).toMatchObject({
      code: 'not-declared',
      message: expect.stringMatching(/JPG was not declared.*declared: H264/) as string,
    });
    expect(await send(() => ada.frame(9, ' '))).toHaveProperty('code', 'invalid-frame');
    expect(await send(() => ada.frame(8, 'x'.repeat(5000)))).toHaveProperty('code', 'invalid-frame');
    expect(await send(() => ada.frame(1, Buffer.alloc(640), -10_000))).toHaveProperty(
      'code',
      'invalid-timestamp',
    );
    expect(await send(() => ada.control({ type: 'dance', on: true }))).toHaveProperty(
      'code',
      'invalid-message',
    );
    ada.frame(1, Buffer.from(noise(320).buffer), 60_000);
    const received = await samplesOfParticipant(app, 'Ada', 320);
    expect(firstDifference(received, noise(320))).toBeUndefined();
  });

  test('again and again is disconnected, and nobody else is', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    using bo = await LiveProducer.join(meeting, { name: 'Bo' });
    using ada = await LiveProducer.join(meeting, { name: 'Ada' });
    for (let count = 0; count < 200; count += 1) ada.frame(42, 'x');
    expect(await ada.closed()).toEqual({ code: 1008, reason: 'Too many bad frames' });
    bo.frame(42, 'x');
    await bo.error();
  });

  test('with more than real time allows is told so', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    await using app = await joinAsApp(meeting);
    await app.media();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', audio: AUDIO });
    const minute = noise(16_000 * 61);
    ada.audio(minute);
    expect(await ada.ofType('slow')).toMatchObject({
      message: expect.stringContaining('60000 ms') as string,
    });
  });

  test('with a frame that is too large is closed with 1009', async () => {
    await using server = await startMockServer({ ...PORTS, media: silent() });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: 'JPG' });
    ada.frame(3, Buffer.alloc(4 * 1024 * 1024));
    expect((await ada.closed()).code).toBe(1009);
    await expect.poll(() => meeting.view().people).toHaveLength(1);
  });
});

test('a stream that does not exist, and a meeting that is full, refuse with a reason', async () => {
  await using server = await startMockServer({ ...PORTS, media: silent() });
  using nobody = await LiveProducer.dial({ serverUrls: server.signalingUrl, streamId: 'none' });
  expect(await nobody.ofType('refused')).toMatchObject({ code: 'unknown-stream' });
  const meeting = await server.startMeeting();
  const producers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => LiveProducer.join(meeting, { name: `P${index}` })),
  );
  using late = await LiveProducer.dial(meeting);
  late.socket.send('{"name":"Late"}');
  expect(await late.ofType('refused')).toMatchObject({ code: 'meeting-full' });
  await meeting.end();
  for (const producer of producers) expect((await producer.closed()).code).toBe(1000);
  using afterwards = await LiveProducer.dial(meeting);
  afterwards.socket.send('{"name":"Late"}');
  expect(await afterwards.ofType('refused')).toMatchObject({ code: 'meeting-ended' });
});
