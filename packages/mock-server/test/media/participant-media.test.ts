import { join } from 'node:path';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { MessageType } from '@rtms-mock/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { createMediaOpener } from '../../src/media/sources/open-media.js';
import { startMockServer } from '../../src/server/mock-server.js';
import type { MockServerOptions } from '../../src/server/options.js';
import { listen, temporaryFolder, writeWav } from './file-support.js';

/** A folder with three recordings, and an opener without ffmpeg. */
function voices() {
  const folder = temporaryFolder();
  writeWav(join(folder, 'ana.wav'), { seconds: 4, hz: [400] });
  writeWav(join(folder, 'bo.wav'), { seconds: 4, hz: [1000] });
  const openMedia = createMediaOpener({ folder, cacheDir: join(folder, 'cache'), environment: { PATH: '' } });
  return { folder, openMedia };
}

async function serverWith(options: MockServerOptions) {
  const server = await startMockServer({ port: 0, mediaPort: 0, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Opens a socket, sends one message, and waits until `until` returns a value. */
async function ask(url: string, request: object, until: number): Promise<WebSocket> {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify(request)));
    socket.on('message', (data: Buffer) => {
      if ((JSON.parse(data.toString()) as { msg_type: number }).msg_type === until) resolve();
    });
  });
  return socket;
}

test('each participant plays their own recording from when they join, and one without a recording listens', async () => {
  const { openMedia } = voices();
  const server = await serverWith({ openMedia, speed: 4 });
  const meeting = await server.startMeeting({
    scenario: {
      participants: [{ name: 'Ana', media: 'ana.wav' }, { name: 'Bo', media: 'bo.wav' }, { name: 'Cleo' }],
      timeline: [{ on: 'ready', after: '2s', do: 'join', participant: 'Bo' }],
    },
  });
  const ids = {
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: signHandshake(server.credentials.apps[0], meeting.meetingUuid, meeting.streamId),
  };
  const signaling = await ask(server.signalingUrl, { msg_type: 1, ...ids }, 2);
  const media = await ask(server.mediaUrl, { msg_type: 3, ...ids, media_type: 1 }, 4);
  const before: Buffer[] = [];
  const after: Buffer[] = [];
  let joined = false;
  const enough = new Promise<void>((resolve) => {
    media.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { msg_type: number; content?: { data: string } };
      if (message.msg_type !== 14 || !message.content) return;
      const packet = Buffer.from(message.content.data, 'base64');
      (joined ? after : before).push(packet);
      if (after.length === 60) resolve();
    });
  });
  signaling.on('message', (data: Buffer) => {
    const { event } = JSON.parse(data.toString()) as {
      event?: { event_type: number; participants?: object[] };
    };
    if (event?.event_type === 3 && JSON.stringify(event.participants).includes('Bo')) joined = true;
  });
  const events = [{ event_type: 3, subscribe: true }];
  signaling.send(JSON.stringify({ msg_type: MessageType.EVENT_SUBSCRIPTION, events }));
  signaling.send(
    JSON.stringify({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId }),
  );
  await enough;
  const heard = (packets: readonly Buffer[]) => {
    const samples = samplesOf(Buffer.concat(packets));
    return [400, 1000].map((hz) => Math.round(listen(samples, 16_000, hz).purity * 10) / 10);
  };
  expect(heard(before.slice(2, 90))).toEqual([1, 0]);
  expect(heard(after.slice(5))).toEqual([0.5, 0.5]);
  expect(meeting.view().participants.map(({ name }) => name)).toEqual(['Ana', 'Bo', 'Cleo']);
});

test('a missing recording is named in the error, and no meeting begins', async () => {
  const { openMedia } = voices();
  const server = await serverWith({ openMedia });
  const participants = [
    { name: 'Ana', media: 'ana.wav' },
    { name: 'Bo', media: 'boo.wav' },
  ];
  await expect(server.startMeeting({ participants })).rejects.toThrow(
    /boo\.wav cannot be played: there is no file/,
  );
  expect(server.meetings()).toEqual([]);
  const answer = await fetch(`${server.controlUrl}/api/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scenario: { participants, timeline: [] } }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 'media-unavailable' } });
});

test('a meeting with media of its own ignores recordings of participants in the scenario', async () => {
  const { openMedia } = voices();
  await expect(
    serverWith({
      openMedia,
      scenario: { media: 'ana.wav', participants: [{ name: 'Bo', media: 'bo.wav' }], timeline: [] },
    }),
  ).rejects.toThrow(/participants\[0\]\.media cannot be combined with "media" of the meeting/);
});

test('a server that opens no files names those that were requested', async () => {
  const server = await serverWith({});
  const participants = [{ name: 'Ana', media: 'ana.wav' }, { name: 'Bo' }];
  await expect(server.startMeeting({ participants })).rejects.toThrow(
    /media names ana\.wav, and this server/,
  );
});
