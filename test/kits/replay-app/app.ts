/** Counts what a meeting sends, with `@rtms-mock/client`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import rtms from '@rtms-mock/client';
import type { Credentials } from '@rtms-mock/server';

/** What an app has received until the end of its stream. */
export interface Received {
  readonly counts: { readonly [media: string]: number };
  readonly words: readonly string[];
}

/** A running app. */
export interface CountingApp extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Resolves when the stream has ended. */
  readonly received: Promise<Received>;
}

/** Starts an app that receives these media types. */
export async function startCountingApp(
  { apps: [{ clientId, clientSecret }] }: Credentials,
  types: readonly ('audio' | 'video' | 'transcript')[],
): Promise<CountingApp> {
  const counts: { [media: string]: number } = {};
  const words: string[] = [];
  const count = (media: string) => (): void => {
    counts[media] = (counts[media] ?? 0) + 1;
  };
  const ended = new EventTarget();
  const received = once(ended, 'end').then(() => ({ counts, words }));
  const webhook = rtms.createWebhookHandler(({ event, payload }) => {
    if (event !== 'meeting.rtms_started') return;
    const client = new rtms.Client();
    if (types.includes('audio')) client.onAudioData(count('audio'));
    if (types.includes('video')) client.onVideoData(count('video'));
    if (types.includes('transcript')) client.onTranscriptData((text) => words.push(text.toString()));
    client.onLeave(() => ended.dispatchEvent(new Event('end')));
    client.join({ ...payload, client: clientId, secret: clientSecret });
  }, '/webhook');
  const server = createServer(webhook).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
