import rtms from '@rtms-mock/client';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { call, startServerProgram } from '../e2e/processes.js';

rtms.configureLogger({ enabled: false });

// A process starts slowly on a busy machine.
test('the client reads JSON in fragments of binary frames', { timeout: 60_000 }, async () => {
  const { program, ready } = await startServerProgram([
    '--frames',
    'binary',
    '--fragment',
    '300',
    '--timeline-start',
    'ready',
  ]);
  await using _server = program;
  const started = await call<{ streamId: string; meetingUuid: string; serverUrls: string }>(
    ready.controlUrl,
    '/api/meetings',
    {},
  );
  const client = new rtms.Client();
  const seen = new Set<string>();
  client.onAudioData((data) => data.length > 0 && seen.add('audio'));
  client.onVideoData((data) => data.length > 1000 && seen.add('video'));
  client.onTranscriptData((data) => data.toString().includes('Good morning') && seen.add('transcript'));
  client.join({
    meeting_uuid: started.meetingUuid,
    rtms_stream_id: started.streamId,
    server_urls: started.serverUrls,
    client: DEV_CREDENTIALS.apps[0].clientId,
    secret: DEV_CREDENTIALS.apps[0].clientSecret,
  });
  await expect.poll(() => [...seen].sort(), { timeout: 20_000 }).toEqual(['audio', 'transcript', 'video']);
  client.leave();
});
