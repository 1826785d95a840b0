import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import rtms, { type Metadata } from '@rtms-mock/client';
import { CREDENTIALS, FakeServer, MEETING, nextCall, STREAM } from './support/fake-server.js';

beforeEach(() => {
  vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
  vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
  rtms.configureLogger({ enabled: false });
});

const clients: InstanceType<typeof rtms.Client>[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.leave();
  rtms.Client.uninitialize();
});

function newClient(): InstanceType<typeof rtms.Client> {
  const client = new rtms.Client();
  clients.push(client);
  return client;
}

/** A client that has joined with audio and transcripts. */
async function joined(server: FakeServer) {
  const client = newClient();
  client.onAudioData(() => {});
  client.onTranscriptData(() => {});
  const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
  client.join(server.payload());
  expect(await confirmed).toEqual([0]);
  return client;
}

describe('joining', () => {
  test('performs both handshakes, subscribes in between, and sends the ready-ack at the end', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    client.onAudioData(() => {});
    client.onActiveSpeakerEvent(() => {});
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));

    expect(client.join(server.payload())).toBe(true);
    expect(await confirmed).toEqual([0]);
    await server.signaling.next(7);

    expect(server.signaling.types()).toEqual([1, 5, 7]);
    expect(server.signaling.messages[0]).toMatchObject({
      protocol_version: 1,
      meeting_uuid: MEETING,
      rtms_stream_id: STREAM,
      signature: 'a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21',
    });
    expect(server.signaling.messages[1]).toEqual({
      msg_type: 5,
      events: [{ event_type: 2, subscribe: true }],
    });
    expect(server.media.messages[0]).toMatchObject({
      msg_type: 3,
      media_type: 1,
      media_params: {
        audio: { content_type: 2, codec: 4, sample_rate: 3, channel: 2, data_opt: 2, send_rate: 20 },
      },
    });
    expect([client.uuid(), client.streamId()]).toEqual([MEETING, STREAM]);
    expect(rtms.isInitialized()).toBe(true);
  });

  test('opens one socket for each media type with a callback, and sends one ready-ack for all', async () => {
    await using server = await FakeServer.start({
      mediaUrls: (base) => ({
        all: `${base}/all`,
        audio: `${base}/audio`,
        video: `${base}/video`,
        sharescreen: `${base}/sharescreen`,
        transcript: `${base}/transcript`,
      }),
    });
    const client = newClient();
    client.onVideoData(() => {});
    client.enableDeskshare(true);
    client.onAudioData(() => {});
    client.onTranscriptData(() => {});
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join(server.payload());
    expect(await confirmed).toEqual([0]);
    await server.signaling.next(7);
    expect(server.mediaPaths.toSorted()).toEqual(
      ['audio', 'sharescreen', 'transcript', 'video'].map((name) => `/media/${name}`),
    );
    const requests = server.media.messages.map(
      ({ media_type, media_params }) => `${String(media_type)} ${Object.keys(media_params as object).join()}`,
    );
    expect(requests.toSorted()).toEqual(['1 audio', '2 video', '4 deskshare', '8 transcript']);
    client.subscribeEvent([2]);
    await server.signaling.next(5);
    expect(server.signaling.types()).toEqual([1, 7, 5]);
  });

  test('opens one socket for everything with unified, also if another type is requested later', async () => {
    await using server = await FakeServer.start();
    const client = new rtms.Client({ mediaSockets: 'unified' });
    clients.push(client);
    client.onTranscriptData(() => {});
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join(server.payload());
    expect(await confirmed).toEqual([0]);
    const received = nextCall<unknown[]>((callback) => client.onAudioData((...args) => callback(...args)));
    server.sendMedia({ msg_type: 14, content: { user_id: 0, data: 'AAAA', timestamp: 1 } });
    await received;
    expect(server.mediaPaths).toEqual(['/media/all']);
    expect(server.media.messages).toMatchObject([
      { media_type: 32, media_params: { audio: {}, video: {}, deskshare: {}, transcript: {} } },
    ]);
  });

  test('opens a socket for media types that are requested after joining', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    await server.media.next(3);
    await server.media.next(3);
    client.onVideoData(() => {});
    expect(await server.media.next(3)).toMatchObject({ media_type: 2 });
  });

  test('reports an invalid signature to onJoinConfirm with the status of the server', async () => {
    await using server = await FakeServer.start();
    vi.stubEnv('ZM_RTMS_SECRET', 'wrong');
    const client = newClient();
    const left = vi.fn();
    client.onLeave(left);
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    expect(client.join(server.payload())).toBe(true);
    expect(await confirmed).toEqual([15]);
    await server.allClosed();
    expect(left).not.toHaveBeenCalled();
  });

  test('reports a refused media handshake to onJoinConfirm with the status of the server', async () => {
    await using server = await FakeServer.start({
      mediaAnswer: { msg_type: 4, status_code: 24, reason: 'no audio' },
    });
    const client = newClient();
    client.onAudioData(() => {});
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join(server.payload());
    expect(await confirmed).toEqual([24]);
  });

  test('reports a server that cannot be reached', async () => {
    const server = await FakeServer.start();
    const payload = server.payload();
    await server[Symbol.asyncDispose]();
    const client = newClient();
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join(payload);
    expect(await confirmed).toEqual([rtms.RTMS_SDK_FAILURE]);
  });

  test('tries the next URL if the first cannot be reached', async () => {
    await using server = await FakeServer.start();
    const gone = await FakeServer.start();
    const goneUrl = gone.url;
    await gone[Symbol.asyncDispose]();
    const client = newClient();
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join({ ...server.payload(), server_urls: `${goneUrl}, ${server.url}` });
    expect(await confirmed).toEqual([0]);
  });

  test('joins with separate arguments and a signature without credentials', async () => {
    await using server = await FakeServer.start();
    const signature = rtms.generateSignature({ client: '', secret: '', uuid: MEETING, streamId: STREAM });
    vi.stubEnv('ZM_RTMS_CLIENT', '');
    vi.stubEnv('ZM_RTMS_SECRET', '');
    const client = newClient();
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    expect(client.join(MEETING, STREAM, signature, server.url, 5000)).toBe(true);
    expect(await confirmed).toEqual([0]);
  });

  test('throws when it joins another stream, and joins again after leaving', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    expect(() => client.join({ ...server.payload(), rtms_stream_id: 'other' })).toThrow(/leave\(\) first/);
    client.leave();
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join(server.payload());
    expect(await confirmed).toEqual([0]);
  });
});

describe('while joined', () => {
  test('answers keep-alives on both sockets', async () => {
    await using server = await FakeServer.start();
    await joined(server);
    server.sendSignaling({ msg_type: 12, timestamp: 1767225610000 });
    server.sendMedia({ msg_type: 12, timestamp: 1767225610001 });
    expect(await server.signaling.next(13)).toEqual({ msg_type: 13, timestamp: 1767225610000 });
    expect(await server.media.next(13)).toEqual({ msg_type: 13, timestamp: 1767225610001 });
  });

  const head = { user_id: 16778240, user_name: 'Ana Ruiz' };
  test.each([
    ['nested', { msg_type: 14, content: { ...head, data: 'AAECAw==', timestamp: 1767225601000 } }],
    ['flat', { msg_type: 14, content: 'AAECAw==', ...head, timestamp: 1767225601000 }],
  ])('passes on audio from a %s message', async (_, message) => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const received = nextCall<[Buffer, number, number, Metadata]>((callback) =>
      client.onAudioData((buffer, size, timestamp, metadata) => callback(buffer, size, timestamp, metadata)),
    );
    server.sendMedia(message);
    const [buffer, size, timestamp, metadata] = await received;
    expect(buffer).toEqual(Buffer.from([0, 1, 2, 3]));
    expect([size, timestamp]).toEqual([4, 1767225601000]);
    expect(metadata).toMatchObject({ userId: 16778240, userName: 'Ana Ruiz' });
  });

  test('omits the size for a callback with exactly three parameters', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const received = nextCall<[Buffer, number, Metadata]>((resolve) =>
      client.onTranscriptData((buffer: Buffer, timestamp: number, metadata: Metadata) =>
        resolve(buffer, timestamp, metadata),
      ),
    );
    const times = { start_time: 1767225603000, end_time: 1767225604200, timestamp: 1767225603000 };
    server.sendMedia({ msg_type: 17, content: { ...head, ...times, data: 'Grüß dich' } });
    const [buffer, timestamp, metadata] = await received;
    expect(buffer.toString()).toBe('Grüß dich');
    expect(timestamp).toBe(1767225603000);
    expect(metadata).toMatchObject({ userName: 'Ana Ruiz', startTs: 1767225603000, endTs: 1767225604200 });
  });

  test('continues after a callback that throws and one that rejects', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    let calls = 0;
    const third = nextCall<[]>((resolve) =>
      client.onAudioData(() => {
        calls += 1;
        if (calls === 1) throw new Error('thrown on purpose');
        if (calls === 2) return Promise.reject(new Error('rejected on purpose')) as never;
        return resolve();
      }),
    );
    const audio = { msg_type: 14, content: { user_id: 0, data: 'AAAA', timestamp: 1 } };
    for (let i = 0; i < 3; i++) server.sendMedia(audio);
    await third;
    expect(calls).toBe(3);
  });

  test('ignores invalid and unknown messages', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const received = nextCall<unknown[]>((callback) => client.onAudioData((...args) => callback(...args)));
    server.sendMedia({ nonsense: true });
    server.sendMedia({ msg_type: 99 });
    server.sendMedia({ msg_type: 14, content: { user_id: 0, data: 'AAAA', timestamp: 1 } });
    expect((await received)[1]).toBe(3);
  });

  test('notifies both participant callbacks, and knows the name of a participant who leaves', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const users: unknown[] = [];
    client.onUserUpdate((op, participant) => users.push([op, participant]));
    const events: unknown[] = [];
    const left = nextCall<[]>((resolve) =>
      client.onParticipantEvent((event, timestamp, participants) => {
        events.push([event, timestamp, participants]);
        if (event === 'leave') resolve();
      }),
    );
    expect(await server.signaling.next(5)).toMatchObject({
      events: [{ event_type: 2 }, { event_type: 3 }, { event_type: 4 }],
    });
    const ana = { user_id: '16778240', user_name: 'Ana Ruiz' };
    server.sendSignaling({ msg_type: 6, event: { event_type: 3, timestamp: 10, participants: [ana] } });
    server.sendSignaling({
      msg_type: 6,
      event: { event_type: 4, timestamp: 20, participants: [{ user_id: 16778240 }] },
    });
    await left;
    const named = [{ userId: 16778240, userName: 'Ana Ruiz' }];
    expect(events).toEqual([
      ['join', 10, named],
      ['leave', 20, named],
    ]);
    await expect.poll(() => users).toHaveLength(2);
    expect(users).toEqual([
      [rtms.USER_JOIN, { id: 16778240, name: 'Ana Ruiz' }],
      [rtms.USER_LEAVE, { id: 16778240, name: 'Ana Ruiz' }],
    ]);
  });

  test('selects the video of one participant and receives the response', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const answered = nextCall<[number, number, string]>((callback) => client.onVideoSubscribed(callback));
    expect(client.subscribeVideo(16778240, true)).toBe(true);
    expect(await server.signaling.next(28)).toMatchObject({ user_id: 16778240, subscribe: true });
    server.sendSignaling({
      msg_type: 29,
      user_id: 16778240,
      status_code: 44,
      reason: 'already',
      timestamp: 1,
    });
    expect(await answered).toEqual([16778240, 44, 'already']);
  });
});

describe('the end', () => {
  test('notifies about the session, then about the stop reason, when the stream is terminated', async () => {
    await using server = await FakeServer.start();
    const client = await joined(server);
    const updates: unknown[] = [];
    client.onSessionUpdate((op, { sessionId, isActive, meetingId, streamId }) =>
      updates.push([op, sessionId, isActive, meetingId, streamId]),
    );
    const left = nextCall<[number]>((callback) => client.onLeave(callback));
    server.sendSignaling({ msg_type: 9, rtms_session_id: 's1', state: 2, timestamp: 1767225600000 });
    server.end(rtms.StopReason.MEETING_ENDED);
    expect(await left).toEqual([6]);
    expect(updates).toEqual([
      [rtms.SESSION_EVENT_ADD, 's1', true, MEETING, STREAM],
      [rtms.SESSION_EVENT_STOP, 's1', false, MEETING, STREAM],
    ]);
    expect([client.leave(), client.leave()]).toEqual([true, false]);
  });

  test('reports interrupted signaling as stop reason after a loss with reconnect off', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join({ ...server.payload(), reconnect: false });
    expect(await confirmed).toEqual([0]);
    const left = nextCall<[number]>((callback) => client.onLeave(callback));
    server.cutSignaling();
    expect(await left).toEqual([rtms.StopReason.STOP_BC_SIGNAL_CONNECTION_INTERRUPTED]);
  });

  test('leaves at any time and repeatedly', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    expect(client.leave()).toBe(false);
    client.onAudioData(() => {});
    client.join(server.payload());
    expect(client.leave()).toBe(true);
    expect(client.leave()).toBe(false);
    const again = await joined(server);
    const reasons: number[] = [];
    again.onLeave((reason) => reasons.push(reason));
    expect(again.leave()).toBe(true);
    expect(again.leave()).toBe(false);
    await server.allClosed();
    expect(reasons).toEqual([0]);
  });
});
