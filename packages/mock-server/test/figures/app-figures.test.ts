import { expect, test } from 'vitest';
import { AppFigures } from '../../src/figures/app-figures.js';
import type { JournalEntry } from '../../src/journal.js';

/** An entry about stream `s`, as tuples of time, kind and type. */
function entry(
  atMs: number,
  kind: JournalEntry['kind'],
  type: string,
  rest: Partial<JournalEntry> = {},
): JournalEntry {
  return { seq: 1, atMs, unixMs: 0, kind, type, streamId: 's', detail: {}, ...rest };
}

const NONE = {
  started: 0,
  connected: 0,
  joined: 0,
  lost: 0,
  interrupted: 0,
  interruptions: 0,
  continued: 0,
  handedOver: 0,
};

const SIGNALING = { socket: 'signaling', connectionId: 's1' } as const;
const MEDIA = { socket: 'media', connectionId: 'm1' } as const;

/** A stream whose app joins in time. */
const JOINED = [
  entry(1000, 'state', 'created'),
  entry(1010, 'webhook', 'meeting.rtms_started', { direction: 'sent' }),
  entry(1040, 'webhook', 'meeting.rtms_started', {
    direction: 'received',
    detail: { outcome: { status: 'delivered' } },
  }),
  entry(1110, 'connection', 'accepted', SIGNALING),
  entry(1110, 'state', 'signaling'),
  entry(1150, 'connection', 'accepted', MEDIA),
  entry(1160, 'message', 'CLIENT_READY_ACK', { ...SIGNALING, direction: 'received' }),
  entry(1210, 'connection', 'streaming', MEDIA),
  entry(1210, 'state', 'active'),
  entry(1260, 'message', 'MEDIA_DATA_AUDIO', MEDIA),
  entry(1270, 'message', 'MEDIA_DATA_VIDEO', MEDIA),
];

function figuresOf(entries: readonly JournalEntry[], speed = 1): AppFigures {
  const figures = new AppFigures(speed);
  for (const one of entries) figures.add(one);
  return figures;
}

test('measures from the webhook to the handshake and to media', () => {
  const figures = figuresOf(JOINED);
  expect(figures.timing('s')).toMatchObject({ connectedAfterMs: 100, joinedAfterMs: 200 });
  const { streams, webhooks, connect, join, firstFrame, firstMedia } = figures.view();
  expect(streams).toEqual({ ...NONE, started: 1, connected: 1, joined: 1 });
  expect(webhooks).toEqual({ delivered: 1, refused: 0, failed: 0, causes: {} });
  expect([connect, join, firstFrame, firstMedia].map(({ maxMs }) => maxMs)).toEqual([100, 200, 50, 250]);
});

test('counts webhooks that were not accepted by cause', () => {
  const answers = [
    { status: 'refused', httpStatus: 500 },
    { status: 'refused', httpStatus: 500 },
    { status: 'failed', code: 'timeout' },
  ].map((outcome) =>
    entry(1040, 'webhook', 'meeting.rtms_started', { direction: 'received', detail: { outcome } }),
  );
  const figures = figuresOf([entry(1000, 'state', 'created'), ...answers]);
  expect(figures.view().webhooks).toEqual({
    delivered: 0,
    refused: 2,
    failed: 1,
    causes: { '500': 2, timeout: 1 },
  });
  figures.clear();
  expect(figures.view().webhooks.causes).toEqual({});
});

test('measures in real time where meetings run faster', () => {
  expect(figuresOf(JOINED, 10).timing('s')).toMatchObject({ joinedAfterMs: 20 });
});

test('counts a stream once, however often its app joins again', () => {
  const again = [
    entry(5000, 'state', 'interrupted'),
    entry(5000, 'state', 'created'),
    entry(5001, 'webhook', 'meeting.rtms_started', { direction: 'sent' }),
    entry(5100, 'connection', 'accepted', SIGNALING),
    entry(5200, 'connection', 'streaming', MEDIA),
  ];
  const figures = figuresOf([...JOINED, ...again]);
  const { streams } = figures.view();
  // The app has not come back to media so far.
  expect(streams).toMatchObject({ started: 1, connected: 1, joined: 1, lost: 1, interruptions: 1 });
  expect(figures.timing('s')).toMatchObject({ joinedAfterMs: 200, interruptions: 1 });
});

test('one loss of an app is one interruption, whichever of its connections closes first', () => {
  const media = entry(5000, 'state', 'interrupted', { detail: { lost: 'media' } });
  const signaling = entry(5001, 'state', 'interrupted', { detail: { lost: 'signaling' } });
  const back = entry(6000, 'state', 'active');
  const count = (...entries: JournalEntry[]): number[] => {
    const figures = figuresOf([...JOINED, ...entries]);
    return [figures.view().streams.interruptions, figures.timing('s')?.interruptions ?? 0];
  };
  expect(count(signaling)).toEqual([1, 1]);
  expect(count(media, signaling)).toEqual([1, 1]);
  expect(count(media, signaling, back, signaling)).toEqual([2, 2]);
});

test('a stream that another process has played is no new one, and its takeover no interruption', () => {
  const figures = new AppFigures();
  figures.goOn('s', 'joined');
  for (const one of [entry(5000, 'state', 'interrupted', { detail: { lost: 'server' } }), ...JOINED])
    figures.add(one);
  const { streams, connect, join, firstFrame } = figures.view();
  expect(streams).toEqual({ ...NONE, continued: 1 });
  expect([connect.count, join.count, firstFrame.count]).toEqual([0, 0, 0]);
  expect(figures.timing('s')).toMatchObject({ joinedAfterMs: 200 });
  expect(figures.progressOf('s')).toBe('joined');
});

test('an app that joins only after the takeover is counted', () => {
  const figures = new AppFigures();
  figures.goOn('s', 'connected');
  figures.add(entry(900, 'state', 'interrupted'));
  expect(figures.progressOf('s')).toBe('connected');
  for (const one of JOINED) figures.add(one);
  const { streams, join } = figures.view();
  expect(streams).toEqual({ ...NONE, joined: 1 });
  expect(join.maxMs).toBe(200);
});

test('an app that does not come back after a takeover is lost', () => {
  const figures = new AppFigures();
  figures.goOn('s', 'joined');
  const lost = ['interrupted', 'created', 'signaling', 'terminated'].map((state, at) => {
    figures.add(entry(at, 'state', state));
    return [figures.view().streams.lost, figures.view().streams.interrupted];
  });
  expect(lost).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 0],
  ]);
});

test('a stream that goes on elsewhere is handed over, not lost', () => {
  const moved = entry(3000, 'state', 'terminated', { detail: { goesOn: 'elsewhere' } });
  const { streams } = figuresOf([...JOINED, entry(2000, 'state', 'interrupted'), moved]).view();
  expect(streams).toMatchObject({ joined: 1, handedOver: 1, lost: 0, interrupted: 0 });
});

test('an app is lost while the stream is interrupted, and for good when it ends so', () => {
  const lost = (...states: readonly string[]): number =>
    figuresOf([...JOINED, ...states.map((state, index) => entry(2000 + index, 'state', state))]).view()
      .streams.lost;
  expect(lost('interrupted')).toBe(1);
  expect(lost('interrupted', 'signaling', 'active')).toBe(0);
  expect(lost('interrupted', 'terminated')).toBe(1);
  expect(lost('terminated')).toBe(0);
});

test('an unanswered keep-alive counts with the time that it has waited for', () => {
  const figures = figuresOf([
    ...JOINED,
    entry(2000, 'message', 'KEEP_ALIVE_REQ', SIGNALING),
    entry(2020, 'message', 'KEEP_ALIVE_RESP', SIGNALING),
    entry(12_000, 'message', 'KEEP_ALIVE_REQ', SIGNALING),
    entry(22_000, 'message', 'KEEP_ALIVE_REQ', SIGNALING),
    entry(22_500, 'message', 'KEEP_ALIVE_RESP', SIGNALING),
    // An answer that nothing was asked for.
    entry(22_600, 'message', 'KEEP_ALIVE_RESP', SIGNALING),
  ]);
  expect(figures.timing('s')).toMatchObject({
    keepAlivesAnswered: 2,
    keepAlivesUnanswered: 1,
    keepAliveMs: 500,
    keepAliveMaxMs: 10_000,
  });
  expect(figures.view().keepAlive).toMatchObject({ count: 3, maxMs: 10_000 });
});

test('keeps the timing of a thousand ended streams, and all sums', () => {
  const figures = new AppFigures();
  for (let index = 0; index < 1001; index += 1) {
    const streamId = `s${index}`;
    figures.add(entry(0, 'state', 'created', { streamId }));
    figures.add(entry(1, 'state', 'terminated', { streamId }));
  }
  expect([figures.timing('s0'), figures.timing('s1')?.interruptions]).toEqual([undefined, 0]);
  expect(figures.view().streams.started).toBe(1001);
  figures.clear();
  expect([figures.view().streams.started, figures.timing('s1')]).toEqual([0, undefined]);
});
