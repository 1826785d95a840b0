/** A small app that uses the client in place of the vendor's SDK. Each of its habits can be replaced by a fault. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import rtms, { type JoinParams } from '@rtms-mock/client';
import type { AppSecrets, RunningApp } from './raw-app.js';

type Client = InstanceType<typeof rtms.Client>;

/** What the app does, and what a mutant does differently. */
export interface SdkHabits {
  /** Parameters of `join`. */
  join(payload: JoinParams): JoinParams;
  /** False: the app answers rtms_started and does not join. */
  readonly joins: boolean;
  /** True: a second rtms_started of a stream that the app receives starts nothing. */
  readonly knowsItsStreams: boolean;
  /** Media parameters, before the app joins. */
  configure(client: Client): void;
  /** Milliseconds until webhooks are answered. */
  readonly delayMs: number;
  /** Status with which webhooks are answered. */
  readonly status: number;
  /** False: joins again after the end. */
  readonly acceptsTheEnd: boolean;
  /** Clients for each stream. */
  readonly clients: number;
}

/** Time until an app that does not accept the end joins again, in milliseconds. */
const REJOIN_MS = 3000;

/** The habits of an app that does everything right. */
export const GOOD_SDK: SdkHabits = {
  join: (payload) => payload,
  joins: true,
  knowsItsStreams: true,
  configure: () => {},
  delayMs: 0,
  status: 200,
  acceptsTheEnd: true,
  clients: 1,
};

/** Starts the app with its receiver of webhooks, on a free port. */
export async function startSdkApp(app: AppSecrets, changes: Partial<SdkHabits> = {}): Promise<RunningApp> {
  const habits: SdkHabits = { ...GOOD_SDK, ...changes };
  const clients = new Map<string, Client>();
  const all: Client[] = [];
  let received = 0;
  let started: Partial<JoinParams> = {};
  const withSecrets = (payload: JoinParams): JoinParams => ({
    ...payload,
    client: app.clientId,
    secret: app.clientSecret,
  });
  const start = (streamId: string, payload: JoinParams): void => {
    const known = clients.get(streamId);
    if (!habits.joins || (known && started.server_urls === payload.server_urls && habits.knowsItsStreams))
      return;
    if (known && habits.knowsItsStreams) {
      known.join(withSecrets(payload));
      return;
    }
    for (let count = 0; count < habits.clients; count += 1) {
      const client = new rtms.Client();
      clients.set(streamId, client);
      all.push(client);
      habits.configure(client);
      client.onAudioData(() => {
        received += 1;
      });
      client.join(habits.join(withSecrets(payload)));
    }
  };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { event, payload } = JSON.parse(Buffer.concat(chunks).toString()) as {
        event: string;
        payload: JoinParams & { rtms_stream_id: string };
      };
      if (event === 'meeting.rtms_started') start(payload.rtms_stream_id, payload);
      if (event === 'meeting.rtms_stopped') {
        clients.get(payload.rtms_stream_id)?.leave();
        if (!habits.acceptsTheEnd) {
          clients.delete(payload.rtms_stream_id);
          setTimeout(() => start(payload.rtms_stream_id, { ...started, ...payload }), REJOIN_MS).unref();
        }
      }
      if (event === 'meeting.rtms_started') started = payload;
      if (habits.delayMs > 0) await wait(habits.delayMs);
      response.writeHead(habits.status).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received: () => received,
    [Symbol.asyncDispose]: async () => {
      for (const client of all) client.leave();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
