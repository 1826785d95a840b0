/** In place of the app that you want to test: it collects every line of the transcript. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import rtms, { type WebhookCallback } from '@rtms-mock/client';
import { signHandshake } from '@rtms-mock/protocol/signature';
import type { Credentials } from '@rtms-mock/server';

/** The running app. */
export interface YourApp extends AsyncDisposable {
  readonly webhookUrl: string;
  /** All lines. Resolves after the stream has ended. */
  notes(): Promise<string[]>;
}

/** Starts the app with its own server for webhooks. */
export async function startYourApp({ apps: [app], secretToken }: Credentials): Promise<YourApp> {
  const notes: string[] = [];
  let ended = (): void => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const receive: WebhookCallback = ({ event, payload }) => {
    if (event !== 'meeting.rtms_started') return;
    const client = new rtms.Client();
    client.onTranscriptData((text) => notes.push(text.toString()));
    client.onLeave(() => ended());
    // Signed here: ZM_RTMS_CLIENT and ZM_RTMS_SECRET would take precedence over a client id and secret in the call.
    const signature = signHandshake(app, payload.meeting_uuid, payload.rtms_stream_id);
    client.join({ ...payload, signature });
  };
  const webhook = rtms.createWebhookHandler(receive, '/webhook', {
    secretToken: app.secretToken ?? secretToken,
  });

  const server = createServer(webhook);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    notes: async () => {
      await end;
      return notes;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
