/** Verdicts about the client of this repository, on real sockets: there must be none. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import rtms from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import { describe, expect, test } from 'vitest';

/** Time for each step on a busy machine. */
const PATIENCE = { timeoutMs: 15_000 };

interface App extends AsyncDisposable {
  readonly url: string;
  /** Resolves with the reason when the stream has ended. */
  readonly left: Promise<number>;
}

/** An app that takes audio, transcript and events of a meeting. */
async function startApp(client: string, secret: string): Promise<App> {
  let resolve = (_reason: number): void => {};
  const left = new Promise<number>((settle) => {
    resolve = settle;
  });
  const http = createServer(
    rtms.createWebhookHandler(({ event, payload }) => {
      if (event !== 'meeting.rtms_started') return;
      const stream = new rtms.Client();
      stream.onAudioData(() => {});
      stream.onTranscriptData(() => {});
      stream.onParticipantEvent(() => {});
      stream.onLeave((reason) => resolve(reason));
      stream.join({ ...payload, client, secret });
    }, '/'),
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    left,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

describe.each(['2025', '2026'] as const)('in %s', (protocol) => {
  test('the client has no verdict, though it loses media and signaling', { timeout: 60_000 }, async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, protocol, speed: 10 });
    const [{ clientId, clientSecret }] = server.credentials.apps;
    await using app = await startApp(clientId, clientSecret);
    const meeting = await server.startMeeting({ webhookUrl: app.url });
    await meeting.waitFor('streaming', PATIENCE);
    await meeting.waitFor({ type: 'KEEP_ALIVE_RESP' }, PATIENCE);

    for (const socket of ['media', 'signaling'] as const) {
      const { lastSeq } = server.journal;
      await meeting.inject({ fault: 'cut-socket', socket });
      await expect
        .poll(() => server.journal.find({ type: 'streaming', after: lastSeq }).length, {
          timeout: PATIENCE.timeoutMs,
        })
        .toBeGreaterThan(0);
    }
    await meeting.end();

    expect(await app.left).toBe(6);
    expect(meeting.problems()).toEqual([]);
    expect(server.problems()).toEqual([]);
  });
});
