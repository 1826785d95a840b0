import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer, type MockMeeting, type MockServer } from '../../src/index.js';
import { identity } from '../support/test-core.js';

const QHD_PICTURES = { video: { codec: 5, fps: 5, resolution: 4 } };

interface MediaPeer {
  readonly media: WebSocket;
  readonly frames: number;
  /** Timestamps of the received frames, in order. */
  readonly timestamps: readonly number[];
  /** Resolves when this many more frames have been received. */
  more(frames: number): Promise<void>;
}

interface Peer extends MediaPeer {
  readonly signaling: WebSocket;
}

interface MediaRequest {
  readonly media_type: number;
  readonly media_params?: object;
}

/** Joins with these media types, acknowledges readiness, and answers keep-alives on signaling. */
async function join(server: MockServer, meeting: MockMeeting, request: MediaRequest): Promise<Peer> {
  const signaling = new WebSocket(server.signalingUrl);
  await once(signaling, 'open');
  signaling.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  await once(signaling, 'message');
  signaling.on('message', (data: Buffer) => {
    const { msg_type, timestamp } = JSON.parse(data.toString()) as { msg_type: number; timestamp?: number };
    if (msg_type === 12) signaling.send(JSON.stringify({ msg_type: 13, timestamp }));
  });
  onTestFinished(() => signaling.terminate());
  const peer = await openMedia(server, meeting, request);
  signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: meeting.streamId }));
  return Object.assign(peer, { signaling });
}

/** A media socket after its handshake. */
async function openMedia(
  server: MockServer,
  meeting: MockMeeting,
  request: MediaRequest,
): Promise<MediaPeer> {
  const media = new WebSocket(`${server.mediaUrl}/all`);
  onTestFinished(() => media.terminate());
  await once(media, 'open');
  media.send(JSON.stringify({ msg_type: 3, ...identity(meeting), ...request }));
  await once(media, 'message');
  const timestamps: number[] = [];
  let enough = { at: Infinity, tell: (): void => {} };
  media.on('message', (data: Buffer) => {
    // Reads the last number of a frame only: parsing all of it would make the test a slow reader.
    timestamps.push(Number(/(\d+)\}+$/.exec(data.subarray(-40).toString())?.[1]));
    if (timestamps.length >= enough.at) enough.tell();
  });
  return {
    media,
    timestamps,
    get frames() {
      return timestamps.length;
    },
    more: (frames) =>
      new Promise((tell) => {
        enough = { at: timestamps.length + frames, tell };
      }),
  };
}

function joinAll(
  server: MockServer,
  meetings: readonly MockMeeting[],
  request: MediaRequest,
): Promise<Peer[]> {
  return Promise.all(meetings.map((meeting) => join(server, meeting, request)));
}

async function startMeetings(server: MockServer, count: number): Promise<[MockMeeting, ...MockMeeting[]]> {
  const others = await Promise.all(Array.from({ length: count - 1 }, () => server.startMeeting()));
  return [await server.startMeeting(), ...others];
}

/** Meeting time runs faster, so that a stall of seconds takes a moment. */
test(
  'a reader that stops reading loses media and then its socket, and the others lose nothing',
  { timeout: 60_000 },
  async () => {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      speed: 4,
      mediaBufferBytes: 3_000_000,
    });
    const [stuck, ...others] = await startMeetings(server, 12);
    const request = { media_type: 3, media_params: QHD_PICTURES };
    const slow = await join(server, stuck, request);
    const healthy = await joinAll(server, others, request);
    await Promise.all([slow, ...healthy].map((peer) => peer.more(1)));
    slow.media.pause();
    await stuck.waitFor('interrupted', { timeoutMs: 50_000 });
    expect(stuck.view().media['video']?.dropped).toBeGreaterThan(0);
    expect(server.journal.find({ type: 'stalled' })).toHaveLength(1);
    expect(server.journal.find({ type: 'keep-alive-lost' })).toEqual([]);

    for (const meeting of others) {
      expect(meeting.state).toBe('active');
      for (const counters of Object.values(meeting.view().media)) expect(counters.dropped).toBe(0);
    }
    await Promise.all(healthy.map((peer) => peer.more(10)));
  },
);

test(
  'a reader that stalls for 30 seconds among a hundred healthy ones is interrupted, and no other loses a packet',
  { timeout: 90_000 },
  async () => {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      speed: 2,
      mediaBufferBytes: 3_000_000,
    });
    const [paused, ...others] = await startMeetings(server, 101);
    const pictures = { media_type: 2, media_params: QHD_PICTURES };
    const slow = await join(server, paused, pictures);
    const healthy = await joinAll(server, others, { media_type: 1 });
    await Promise.all([slow.more(1), ...healthy.map((peer) => peer.more(5))]);
    const before = healthy.map(({ frames }) => frames);

    slow.media.pause();
    await new Promise<void>((resolve) => void server.clock.after(30_000, resolve));
    const after = healthy.map(({ frames }) => frames);
    expect(paused.state).toBe('interrupted');
    expect(paused.view().media['video']?.dropped).toBeGreaterThan(0);
    expect(slow.signaling.readyState).toBe(WebSocket.OPEN);

    for (const [index, meeting] of others.entries()) {
      // 30 s are 1500 packets, less those in transit at the end.
      expect((after[index] ?? 0) - (before[index] ?? 0)).toBeGreaterThan(1300);
      expect(meeting.view().media['audio']).toMatchObject({ dropped: 0, skipped: 0 });
      const { timestamps } = healthy[index]!;
      expect(timestamps.every((at, i) => i === 0 || at - (timestamps[i - 1] ?? 0) === 20)).toBe(true);
    }

    const back = await openMedia(server, paused, pictures);
    slow.signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: paused.streamId }));
    await back.more(5);
    expect(paused.state).toBe('active');
  },
);
