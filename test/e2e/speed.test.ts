/** README's test at every speed: the first words of a meeting arrive, however fast it runs. */
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from '../../examples/your-app.js';

test.each([10, 50, 100])(
  'at speed %i the app receives the first line of the first meeting',
  { timeout: 30_000 },
  async (speed) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, speed });
    await using app = await startYourApp(server.credentials);

    const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
    await meeting.waitFor('streaming', { timeoutMs: 15_000 });
    await meeting.waitFor({ type: 'MEDIA_DATA_TRANSCRIPT' }, { timeoutMs: 15_000 });
    await meeting.end();

    expect(await app.notes()).toContain('Good morning, Bo. Thanks for joining on time.');
  },
);

test(
  'at speed 50 an app recovers from the loss of its media sockets (scenario media-failover)',
  { timeout: 60_000 },
  async () => {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      speed: 50,
      scenario: 'media-failover',
    });
    await using app = await startYourApp(server.credentials);

    const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
    await meeting.waitFor('interrupted', { timeoutMs: 15_000 });
    const lost = server.journal.lastSeq;
    await meeting.waitFor('active', { timeoutMs: 15_000 });
    await meeting.waitFor({ type: 'MEDIA_DATA_TRANSCRIPT', after: lost }, { timeoutMs: 15_000 });
    await meeting.end();

    expect(await app.notes()).not.toEqual([]);
  },
);
