/** The app: receives webhooks, joins the stream of each one, and shows the media. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import rtms from '@rtms-mock/client';
import type { Display } from './display.js';
import { onStreamStarted, type JoinedStream } from './on-stream-started.js';
import { Summary } from './summary.js';

/** Options of the app. */
export interface ReceiverOptions {
  /** Port to listen on; 0 for any free port. */
  readonly port: number;
  /** Path of the webhooks. */
  readonly path: string;
  /**
   * Address to listen on.
   * @default all addresses
   */
  readonly host?: string;
  /** Output. */
  readonly display: Display;
  /** Interval of the status line in ms. */
  readonly statusEveryMs: number;
  /**
   * Show the lateness of media. Meaningless if a meeting does not run in real time.
   * @default true
   */
  readonly showLateness?: boolean;
}

/** The running app. */
export interface Receiver {
  /** URL for webhooks. */
  readonly url: string;
  /** All streams that were joined, by stream id. */
  readonly streams: ReadonlyMap<string, JoinedStream>;
  /** Ids of the streams whose webhook `*.rtms_stopped` was received. */
  readonly stopped: ReadonlySet<string>;
  /** Leaves all streams and stops listening. */
  close(): Promise<void>;
}

/** Starts the app. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { display } = options;
  const streams = new Map<string, JoinedStream>();
  const stopped = new Set<string>();

  // Answers the URL validation if ZM_RTMS_WEBHOOK_SECRET is the secret token.
  const webhook = rtms.createWebhookHandler(({ event, payload }) => {
    const streamId = String(payload.rtms_stream_id);
    if (event.endsWith('rtms_started')) {
      display.line(`Webhook ${event}: joining ${streamId}`);
      const summary = new Summary(Date.now(), { showLateness: options.showLateness ?? true });
      streams.set(streamId, onStreamStarted(payload, summary, display));
    } else if (event.endsWith('rtms_stopped')) {
      display.line(`Webhook ${event}: reason ${stopReasonText(payload.stop_reason)}`);
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

/** A stop reason with its name: `6 STOP_BC_MEETING_ENDED`. */
function stopReasonText(reason: unknown): string {
  const entry = Object.entries(rtms.StopReason).find(
    ([name, number]) => number === reason && name.startsWith('STOP_BC_'),
  );
  return entry ? `${String(reason)} ${entry[0]}` : String(reason);
}
