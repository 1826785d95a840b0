import { once } from 'node:events';
import rtms, { type ClientOptions, type JoinParams } from '@rtms-mock/client';
import {
  DEV_CREDENTIALS,
  startMockServer,
  toneSource,
  type MockMeeting,
  type MockServer,
} from '@rtms-mock/server';
import { expect, test } from 'vitest';

rtms.configureLogger({ enabled: false });

function joinParams(server: MockServer, meeting: MockMeeting): JoinParams {
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  return {
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: server.signalingUrl,
    client: clientId,
    secret: clientSecret,
  };
}

async function joinStatus(server: MockServer, options: ClientOptions): Promise<number> {
  const client = new rtms.Client(options);
  const status = await new Promise<number>((resolve) => {
    client.onJoinConfirm(resolve);
    client.onAudioData(() => {});
    void server.startMeeting().then((meeting) => client.join(joinParams(server, meeting)));
  });
  client.leave();
  return status;
}

test('the client decrypts audio', async () => {
  await using server = await startMockServer({
    port: 0,
    mediaPort: 0,
    encryption: 'required',
    media: toneSource(),
  });
  const meeting = await server.startMeeting();
  const client = new rtms.Client({ encryption: true });
  client.setAudioParams({
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MIXED_STREAM,
    duration: 20,
  });
  const packets = new Promise<Buffer[]>((resolve) => {
    const received: Buffer[] = [];
    client.onAudioData((data) => {
      received.push(Buffer.from(data));
      if (received.length === 20) resolve(received);
    });
  });
  client.join(joinParams(server, meeting));
  const pcm = Buffer.concat(await packets);
  // A tone of 440 Hz crosses zero 880 times a second; ciphertext does so 8000 times.
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
  let crossings = 0;
  for (let at = 1; at < samples.length; at += 1) {
    if ((samples[at - 1] ?? 0) < 0 !== (samples[at] ?? 0) < 0) crossings += 1;
  }
  const seconds = samples.length / 16_000;
  expect(Math.abs(crossings / seconds - 880)).toBeLessThan(30);
  expect(client.mediaStatistics().rejected).toEqual({
    truncated: 0,
    replayed: 0,
    notAuthentic: 0,
    foreign: 0,
  });
  const left = once(client.events, 'left');
  client.leave();
  await left;
});

test('joining fails where the server grants no encryption, or requires it', async () => {
  await using off = await startMockServer({ port: 0, mediaPort: 0, encryption: 'off' });
  expect(await joinStatus(off, { encryption: true, reconnect: false })).not.toBe(0);
  await using required = await startMockServer({ port: 0, mediaPort: 0, encryption: 'required' });
  expect(await joinStatus(required, { reconnect: false })).not.toBe(0);
  expect(await joinStatus(required, { encryption: true, reconnect: false })).toBe(0);
});

test('the client receives mixed audio and video over UDP, and reports losses', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const meeting = await server.startMeeting();
  await meeting.inject({ do: 'packet-loss', percent: 5 });
  const client = new rtms.Client({ transport: 'udp' });
  let lost = 0;
  const audio = new Promise<void>((resolve) => {
    let packets = 0;
    client.onAudioData((data, _size, timestamp, metadata) => {
      expect(data.length).toBeGreaterThan(0);
      expect(Math.abs(timestamp - Date.now())).toBeLessThan(60_000);
      lost += metadata.lost ?? 0;
      packets += 1;
      if (packets > 60 && lost > 0) resolve();
    });
  });
  const video = new Promise<Buffer>((resolve) => {
    client.onVideoData((data, _size, _timestamp, metadata) => {
      expect(meeting.view().people.map(({ userId }) => userId)).toContain(metadata.userId);
      resolve(data);
    });
  });
  client.setVideoParams({ codec: rtms.VideoCodec.H264, resolution: rtms.VideoResolution.SD, fps: 25 });
  client.join(joinParams(server, meeting));
  const [frame] = await Promise.all([video, audio]);
  expect(frame.subarray(0, 4).toString('hex')).toBe('00000001');
  expect(client.mediaStatistics().rejected).toMatchObject({ notAuthentic: 0, foreign: 0, truncated: 0 });
  const left = once(client.events, 'left');
  client.leave();
  await left;
  // The ports are closed: nothing keeps the process alive.
  await expect.poll(() => meeting.view().connections).toEqual([]);
});
