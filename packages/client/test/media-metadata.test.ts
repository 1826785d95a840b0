import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import rtms, { type Metadata, type TranscriptLine } from '@rtms-mock/client';
import { CREDENTIALS, FakeServer, nextCall } from './support/fake-server.js';

beforeEach(() => {
  vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
  vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
  rtms.configureLogger({ enabled: false });
});

const clients: InstanceType<typeof rtms.Client>[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.leave();
});

function newClient(): InstanceType<typeof rtms.Client> {
  const client = new rtms.Client();
  clients.push(client);
  return client;
}

const head = { user_id: 16778240, user_name: 'Ana Ruiz' };

describe('metadata', () => {
  test.each([
    { title: 'granted', granted: { audio: { data_opt: 1 } }, requested: 2 },
    { title: 'requested, if the server does not say', granted: undefined, requested: 1 },
  ])('names nobody in mixed audio: $title', async ({ granted, requested }) => {
    await using server = await FakeServer.start({
      mediaAnswer: { msg_type: 4, status_code: 0, ...(granted && { media_params: granted }) },
    });
    const client = newClient();
    client.setAudioParams({ dataOpt: requested });
    const received = nextCall<[Buffer, number, number, Metadata]>((callback) => client.onAudioData(callback));
    client.join(server.payload());
    await server.signaling.next(7);
    server.sendMedia({ msg_type: 14, content: { ...head, data: 'AAAA', timestamp: 1767225601000 } });
    const [, , , metadata] = await received;
    expect(metadata).toMatchObject({ userId: -1, userName: '' });
  });

  test('keeps the user id of audio by speaker, also of id 0', async () => {
    await using server = await FakeServer.start({
      mediaAnswer: { msg_type: 4, status_code: 0, media_params: { audio: { data_opt: 2 } } },
    });
    const client = newClient();
    client.setAudioParams({ dataOpt: 1 });
    const received = nextCall<[Buffer, number, number, Metadata]>((callback) => client.onAudioData(callback));
    client.join(server.payload());
    await server.signaling.next(7);
    server.sendMedia({ msg_type: 14, content: { user_id: 0, data: 'AAAA', timestamp: 1767225601000 } });
    expect((await received)[3]).toEqual({
      userId: 0,
      userName: '',
      startTs: 0,
      endTs: 0,
      aiInterpreter: { lid: 0, timestamp: 0, channelNum: 0, sampleRate: 0, targets: [] },
    });
  });

  test('knows the line of a party in Contact Center, which has no user id', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const audio = nextCall<[Buffer, number, number, Metadata]>((callback) => client.onAudioData(callback));
    const transcript = nextCall<[Buffer, number, number, Metadata]>((resolve) =>
      client.onTranscriptData(resolve),
    );
    const line = new Promise<TranscriptLine>((resolve) => client.events.on('transcript', resolve));
    const content = { channel_id: '2', timestamp: 1767225601000 };
    client.join(server.payload());
    await server.signaling.next(7);
    server.sendMedia({ msg_type: 14, content: { ...content, data: 'AAAA' } });
    server.sendMedia({ msg_type: 17, content: { ...content, data: 'Hello' } });
    expect((await audio)[3]).toMatchObject({ channelId: '2', userId: 0, userName: '' });
    expect((await transcript)[3]).toMatchObject({ channelId: '2' });
    expect(await line).toMatchObject({ text: 'Hello', channelId: '2' });
  });
});
