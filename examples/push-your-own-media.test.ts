import rtms from '@rtms-mock/client';
import { createLiveSource, startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';

test('the app receives the audio that the test pushes, sample for sample', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const live = createLiveSource({ participants: [{ name: 'Ana', audio: { sampleRateHz: 16_000 } }] });
  const meeting = await server.startMeeting({ media: live });

  // In place of the app that you want to test.
  const client = new rtms.Client();
  client.setAudioParams({
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
    duration: 20,
    frameSize: 320,
  });
  const frames = client.audio();
  const [{ clientId: app, clientSecret: secret }] = server.credentials.apps;
  const { meetingUuid: meeting_uuid, streamId: rtms_stream_id, serverUrls: server_urls } = meeting;
  client.join({ meeting_uuid, rtms_stream_id, server_urls, client: app, secret });
  await meeting.waitFor('active');

  const tone = Int16Array.from(
    { length: 8000 },
    (_, i) => 10_000 * Math.sin((2 * Math.PI * 440 * i) / 16_000),
  );
  live.pushAudio(tone);

  const received: Buffer[] = [];
  for await (const { data, userName } of frames) {
    expect(userName).toBe('Ana');
    received.push(data);
    if (received.length === 25) break;
  }
  expect(Buffer.concat(received)).toEqual(Buffer.from(tone.buffer));
});
