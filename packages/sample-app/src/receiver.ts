/** The app itself: a webhook receiver that joins each stream it hears of, and shows what comes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import rtms from '@rtms-mock/client';
import type { Display } from './display.js';
import { onStreamStarted, type JoinedStream } from './on-stream-started.js';
import { Summary } from './summary.js';

/** How the app runs. */
export interface ReceiverOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly path: string;
  /** Address to listen on. Default: all. */
  readonly host?: string;
  readonly display: Display;
  /** Milliseconds between two looks at how things stand. */
  readonly statusEveryMs: number;
  /** Default true. False while a meeting runs faster than real time. */
  readonly showLateness?: boolean;
}

/** The running app. */
export interface Receiver {
  /** Where webhooks are to be posted. */
  readonly url: string;
  /** Every stream that was joined, by stream id. */
  readonly streams: ReadonlyMap<string, JoinedStream>;
  /** Stream ids for which a webhook said that they have stopped. */
  readonly stopped: ReadonlySet<string>;
  /** Leaves all streams and stops listening. */
  close(): Promise<void>;
}

export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { display } = options;
  const streams = new Map<string, JoinedStream>();
  const stopped = new Set<string>();

  // Answers URL validation by itself when ZM_RTMS_WEBHOOK_SECRET holds the secret token.
  const webhook = rtms.createWebhookHandler(({ event, payload }) => {
    const streamId = String(payload.rtms_stream_id);
    if (event.endsWith('rtms_started')) {
      display.line(`Webhook ${event}: joining ${streamId}`);
      const summary = new Summary(Date.now(), { showLateness: options.showLateness ?? true });
      streams.set(streamId, onStreamStarted(payload, summary, display));
    } else if (event.endsWith('rtms_stopped')) {
      display.line(`Webhook ${event}: reason ${payload.stop_reason}`);
      streams.get(streamId)?.leave();
      stopped.add(streamId);
    }
  }, options.path);

  const app = express();
  app.post(options.path, webhook);
  const server = createServer(app);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const timer = setInterval(() => {
    for (const [streamId, stream] of streams) {
      if (stream.joinStatus() !== 0 || stopped.has(streamId)) continue;
      display.status(stream.summary.liveLine(Date.now()));
    }
  }, options.statusEveryMs);

  return {
    url: `http://localhost:${port}${options.path}`,
    streams,
    stopped,
    async close() {
      clearInterval(timer);
      display.clear();
      for (const stream of streams.values()) stream.leave();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
