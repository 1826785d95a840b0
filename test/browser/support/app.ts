/** An RTMS app with a webhook receiver, in the test's process. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import rtms from '@rtms-mock/client';
import { isUrlValidation, readStreamWebhook } from '@rtms-mock/protocol';
import { answerUrlValidation } from '@rtms-mock/protocol/signature';
import { DEV_CREDENTIALS } from '@rtms-mock/server';

/** A running app. */
export interface TestApp extends AsyncDisposable {
  readonly url: string;
  /** Webhooks about streams so far. */
  readonly webhooks: { readonly lifecycle: string; readonly streamId: string }[];
}

/** Starts an app that answers URL validation and joins every stream that starts. */
export async function startApp(secretToken = DEV_CREDENTIALS.secretToken): Promise<TestApp> {
  const [credentials] = DEV_CREDENTIALS.apps;
  const webhooks: TestApp['webhooks'] = [];
  const clients = new Set<InstanceType<typeof rtms.Client>>();
  const take = (body: unknown): object => {
    if (isUrlValidation(body)) return answerUrlValidation(body.payload.plainToken, secretToken);
    const webhook = readStreamWebhook(body);
    if (webhook === undefined) return {};
    webhooks.push({ lifecycle: webhook.lifecycle, streamId: webhook.payload.rtms_stream_id });
    if (webhook.lifecycle !== 'started') return {};
    const client = new rtms.Client();
    clients.add(client);
    client.onAudioData(() => undefined);
    client.onLeave(() => void clients.delete(client));
    const { clientId, clientSecret: secret } = credentials;
    client.join({ ...webhook.payload, client: clientId, secret });
    return {};
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = take(JSON.parse(Buffer.concat(chunks).toString()));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    webhooks,
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.leave();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
