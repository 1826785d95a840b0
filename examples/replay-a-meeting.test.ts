import { openTape, startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app notes every line of the recorded meeting', async () => {
  await using replay = await openTape('examples/cassettes/audio-and-transcript.rtms.jsonl');
  await using server = await startMockServer({ port: 0, mediaPort: 0, replay, speed: 'max' });
  await using app = await startYourApp(server.credentials);
  await server.startMeeting({ webhookUrl: app.webhookUrl });

  expect(await app.notes()).toEqual(['Good morning, Bo. Thanks for joining on time.']);
});
