import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import rtms from '@rtms-mock/client';
import { startMockServer, toneSource } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';

const run = promisify(execFile);
const EXAMPLE = join(import.meta.dirname, '../../examples/speak.py');
const SPEECH = join(import.meta.dirname, '../../packages/mock-server/assets/speech/04-bo.wav');

describeWithTool('python3', 'the Python example', (python) => {
  test('says a WAV file: an app receives its audio and its words', async () => {
    const media = toneSource({ signal: { kind: 'silence' }, name: 'Room' });
    await using server = await startMockServer({ port: 0, mediaPort: 0, media });
    const meeting = await server.startMeeting();
    const client = new rtms.Client();
    client.setAudioParams({
      codec: rtms.AudioCodec.L16,
      sampleRate: rtms.AudioSampleRate.SR_16K,
      channel: rtms.AudioChannel.MONO,
      dataOpt: rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
      duration: 20,
      frameSize: 320,
    });
    let loudPackets = 0;
    client.onAudioData((data, _size, _timestamp, metadata) => {
      if (metadata.userName === 'Ada' && data.some((byte) => byte > 16)) loudPackets += 1;
    });
    const words = new Promise<string>((resolve) => {
      client.onTranscriptData((data) => resolve(data.toString()));
    });
    const [{ clientId, clientSecret }] = server.credentials.apps;
    const { meetingUuid, streamId, serverUrls } = meeting;
    client.join({
      meeting_uuid: meetingUuid,
      rtms_stream_id: streamId,
      server_urls: serverUrls,
      client: clientId,
      secret: clientSecret,
    });
    await meeting.waitFor('active');

    const { stdout } = await run(python, [EXAMPLE, server.controlUrl, streamId, SPEECH, 'Good morning.']);

    expect(stdout).toMatch(/^said \d+ ms of audio/);
    const ms = Number(/\d+/.exec(stdout)?.[0]);
    expect(await words).toBe('Good morning.');
    // Nearly all of a sentence is louder than silence.
    expect(loudPackets).toBeGreaterThan(ms / 20 / 2);
    expect(meeting.view().people.map(({ name }) => name)).toEqual(['Room']);
    client.leave();
  });

  test('says what is wrong', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const failed = run(python, [EXAMPLE, server.controlUrl, 'none', SPEECH, 'x']);
    await expect(failed).rejects.toMatchObject({
      stderr: expect.stringContaining('There is no stream none.') as string,
    });
    const { streamId } = await server.startMeeting();
    const noWav = run(python, [EXAMPLE, server.controlUrl, streamId, EXAMPLE, 'x']);
    await expect(noWav).rejects.toMatchObject({
      stderr: expect.stringContaining('not a WAV file') as string,
    });
  });
});
