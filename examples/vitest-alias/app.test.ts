import { startMockServer } from '@rtms-mock/server';
import { startWebhookReceiver } from '@rtms-mock/server/testing';
import { expect, test, vi } from 'vitest';
import { lines, onWebhook } from './app.mjs';

test('the app collects the transcript', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10, protocol: '2026' });
  const [{ clientId, clientSecret }] = server.credentials.apps;
  vi.stubEnv('ZM_RTMS_CLIENT', clientId);
  vi.stubEnv('ZM_RTMS_SECRET', clientSecret);
  await using receiver = await startWebhookReceiver(onWebhook);

  const meeting = await server.startMeeting({ webhookUrl: receiver.url });
  await meeting.waitFor({ type: 'MEDIA_DATA_TRANSCRIPT' });
  await meeting.end();

  await expect.poll(() => lines).toContain('Ana Ruiz: Good morning, Bo. Thanks for joining on time.');
  expect(meeting).toHaveNoProblems();
});
