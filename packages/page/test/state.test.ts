import { describe, expect, test } from 'vitest';
import type { ConnectionSample, StreamStateName, StreamView } from '../src/api/bodies.js';
import { formOf, valueOf } from '../src/faults/field-form.js';
import { stepText, timeText } from '../src/faults/timeline-text.js';
import { meetingText, noSocketText, playedByText } from '../src/meeting/meeting-words.js';
import { allowedActions, selectStream, withStream } from '../src/state/selection.js';
import { extended, type Course } from '../src/statistics/course.js';
import { byteTicks, countTicks, millisecondTicks, positionTicks } from '../src/statistics/ticks.js';
import { bytesText, countOf, durationText } from '../src/ui/words.js';

function stream(streamId: string, state: StreamStateName, meetingEnded = false): StreamView {
  return {
    streamId,
    state,
    meetingEnded,
    meetingUuid: '',
    topic: '',
    product: 'meeting',
    protocol: '2025',
    clientId: '',
    stopReason: null,
    startedAtUnixMs: null,
    endedAtUnixMs: null,
    wasJoined: false,
    serverUrls: '',
    webhookUrl: null,
    people: [],
    activeSpeaker: null,
    sharer: null,
    held: 0,
    connections: [],
    media: {},
  };
}

describe('the shown stream', () => {
  const ended = stream('ended', 'terminated', true);
  const running = stream('running', 'active');
  const stopped = stream('stopped', 'terminated');

  test('is the chosen one, even if it has ended', () => {
    expect(selectStream([ended, running], 'ended')).toBe(ended);
  });

  test('is otherwise the newest on a running meeting, so that a stopped one can be started again', () => {
    expect(selectStream([running, stopped, ended], 'forgotten')).toBe(stopped);
    expect(selectStream([ended], '')).toBe(ended);
    expect(selectStream([], '')).toBeUndefined();
  });

  test('is replaced in place when it changes', () => {
    const paused = stream('running', 'paused');
    expect(withStream([ended, running], paused)).toEqual([ended, paused]);
    expect(withStream([ended], paused)).toEqual([ended, paused]);
  });
});

describe('a meeting in words', () => {
  const at = (hours: number, minutes: number, seconds: number): number =>
    new Date(2026, 0, 1, hours, minutes, seconds).getTime();

  test('has its start, and its duration once it has ended', () => {
    const running = { ...stream('stream-12345678', 'active'), topic: 'Stand-up' };
    expect(meetingText(running)).toBe('Stand-up · active · 12345678');
    const started = { ...running, startedAtUnixMs: at(9, 0, 5) };
    expect(meetingText(started)).toBe('Stand-up · active · since 09:00:05 · 12345678');
    const ended = { ...started, meetingEnded: true, endedAtUnixMs: at(9, 1, 10) };
    expect(meetingText(ended)).toBe('Stand-up · ended · 09:00:05, for 1:05 min · 12345678');
  });

  test.each([
    ['created', false, 'No socket is open: no app has joined yet.'],
    ['terminated', false, 'No socket was opened: no app joined.'],
    ['terminated', true, 'No socket is open: the stream of the app has ended.'],
    ['interrupted', true, 'No socket is open: the app has lost its sockets.'],
  ] as const)('without sockets, %s, joined %s, says why', (state, wasJoined, text) => {
    expect(noSocketText({ state, wasJoined })).toBe(text);
  });
});

test.each([
  ['created', ['start', 'end']],
  ['signaling', ['stop', 'end']],
  ['active', ['pause', 'stop', 'end']],
  ['paused', ['resume', 'stop', 'end']],
  ['interrupted', ['stop', 'end']],
  ['terminated', ['start', 'end']],
] as const)('a stream that is %s allows %j', (state, actions) => {
  expect([...allowedActions(stream('one', state))]).toEqual(actions);
  expect([...allowedActions(stream('one', state, true))]).toEqual([]);
});

describe('the course of a connection', () => {
  const sample = (frames: number, dropped: number): ConnectionSample => ({
    id: 'm1',
    socket: 'media',
    bufferedBytes: 10,
    media: {
      audio: { frames, bytes: frames * 640, dropped, skipped: 1, latenessMaxMs: 4, latenessMeanMs: 1 },
      video: { frames: 5, bytes: 100, dropped: 0, skipped: 0, latenessMaxMs: 9, latenessMeanMs: 1 },
    },
  });
  const add = (course: Course | undefined, atMs: number, frames: number, dropped: number): Course =>
    extended(course, { streamId: 's', connection: sample(frames, dropped), atMs, unixMs: 1e6 + atMs });

  test('is made of differences, per second', () => {
    const course = add(add(undefined, 1000, 50, 0), 3000, 150, 4);
    expect(course.points).toEqual([
      { unixS: 1003, framesPerS: 50, bytesPerS: 32_000, latenessMs: 9, lost: 4, bufferedBytes: 10 },
    ]);
    expect(course.totals.lost).toBe(5);
  });

  test('ignores a sample that comes twice, and keeps two minutes', () => {
    let course = add(undefined, 0, 0, 0);
    for (let second = 1; second <= 200; second += 1) course = add(course, second * 1000, second, 0);
    expect(course.points).toHaveLength(120);
    expect(add(course, 200_000, 200, 0)).toBe(course);
  });
});

describe('labels of a plot', () => {
  test.each([
    [countTicks, [0, 1], ['0', '1']],
    [countTicks, [0, 500, 1000], ['0', '500', '1,000']],
    [millisecondTicks, [0, 200], ['0 ms', '200 ms']],
    [byteTicks, [0, 1], ['0 B', '1 B']],
    [byteTicks, [0, 200_000, 400_000], ['0 kB', '200 kB', '400 kB']],
    [byteTicks, [0, 500, 1000], ['0.0 kB', '0.5 kB', '1.0 kB']],
    [byteTicks, [0, 5_000_000, 10_000_000], ['0 MB', '5 MB', '10 MB']],
    [byteTicks, [10_000_000, 10_500_000, 11_000_000], ['10.0 MB', '10.5 MB', '11.0 MB']],
    [byteTicks, [], []],
    [positionTicks, [0, 30, 285], ['0:00', '0:30', '4:45']],
    [positionTicks, [3599, 3600], ['59:59', '1:00:00']],
  ] as const)('%o of %j', (ticks, values, texts) => {
    expect(ticks(values)).toEqual(texts);
  });
});

describe('the form of a field', () => {
  test.each([
    [{ enum: ['same', 'new'] }, 'choice'],
    [{ type: 'boolean' }, 'choice'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'object' }, 'object'],
    [{ type: 'string', format: 'duration' }, 'text'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'text'],
  ] as const)('of %j is a %s', (schema, form) => {
    expect(formOf(schema)).toBe(form);
  });

  test('gives JSON of the right type', () => {
    const value = (schema: Parameters<typeof formOf>[0], text: string): unknown =>
      valueOf({ name: 'field', schema }, text);
    expect(value({ type: 'integer' }, ' 1011 ')).toBe(1011);
    expect(value({ type: 'boolean' }, 'false')).toBe(false);
    expect(value({ enum: [1, 2] }, '2')).toBe(2);
    expect(value({ type: 'object' }, '{"msg_type":6}')).toEqual({ msg_type: 6 });
    expect(value({ anyOf: [{ type: 'string' }, { type: 'integer' }] }, '2')).toBe(2);
    expect(value({ type: 'string' }, '2')).toBe('2');
    expect(value({ type: 'string' }, '  ')).toBeUndefined();
    expect(() => value({ type: 'object' }, '{')).toThrow(/^field is not valid JSON/);
  });
});

test('an entry of a timeline is described by its time and step', () => {
  const entry = { at: '10s', every: '2s', repeat: 3, fault: 'close-socket', socket: 'media' };
  expect(timeText(entry)).toBe('at 10s, every 2s, 3 times');
  expect(stepText(entry)).toBe('close-socket  socket: "media"');
  expect(timeText({ do: 'pause' })).toBe('at once');
});

test('numbers are written as people read them', () => {
  expect([bytesText(999), bytesText(1234), bytesText(45_600_000)]).toEqual(['999 B', '1.2 kB', '46 MB']);
  expect([durationText(20.4), durationText(1400), durationText(185_000)]).toEqual([
    '20 ms',
    '1.4 s',
    '3:05 min',
  ]);
  expect([countOf(1, 'frame'), countOf(1200, 'frame')]).toEqual(['1 frame', '1,200 frames']);
});

test('the process that plays a meeting is named if there are several', () => {
  expect(playedByText({})).toBe('');
  expect(playedByText({ worker: '2' })).toBe('worker 2');
  expect(playedByText({ node: 'a' })).toBe('node a');
});
