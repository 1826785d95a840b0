/**
 * The service with real HTTP and WebSocket ports and a real webhook receiver. Tests advance its clock. A WebSocket pong
 * shows that all messages before it have arrived.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import type { NumericGeneration } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { WebSocket } from 'ws';
import { startMockServer } from '../../packages/mock-server/src/server/mock-server.js';
import type { MockServerOptions } from '../../packages/mock-server/src/server/options.js';
import { testSource } from '../../packages/mock-server/test/support/test-source.js';
import { Peer } from './peer.js';
import type { ArrivedWebhook, Service } from './world.js';

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export async function networkService(options: MockServerOptions): Promise<Service> {
  const clock = new ManualClock(Date.now());
  const receiver = await startReceiver();
  const server = await startMockServer({
    endNoticeMs: 0,
    stoppedWebhookDelayMs: 0,
    timelineStart: 'created',
    port: 0,
    mediaPort: 0,
    media: testSource(),
    ...options,
    clock,
    webhookUrl: receiver.url,
  });
  const generation: NumericGeneration = options.protocol === '2026' ? '2026' : '2025';
  const peers: Peer[] = [];
  const settle = async (): Promise<void> => {
    await turn();
    // Twice: a message of the first round may cause a response, and the response another one.
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(peers.map((peer) => peer.settle()));
      await turn();
    }
  };
  return {
    clock,
    journal: server.journal,
    webhooks: receiver.webhooks,
    controlUrl: server.controlUrl,
    startMeeting: (input) => server.startMeeting(input),
    dial: async (kind, path) => {
      const base = kind === 'signaling' ? server.signalingUrl : server.mediaUrl;
      const ws = new WebSocket(`${base}${path ?? (kind === 'media' ? '/all' : '')}`, {
        perMessageDeflate: false,
      });
      const peer = new Peer(kind, wireOf(ws), generation);
      ws.on('message', (data, isBinary) =>
        peer.receive((data as Buffer).toString('utf8'), isBinary ? 'binary' : 'text'),
      );
      ws.on('close', (code, reason) => peer.ended(code, reason.toString()));
      ws.on('error', () => {}); // The close event that follows has the result.
      await once(ws, 'open');
      peers.push(peer);
      return peer;
    },
    settle,
    untilWebhooks: async (count) => {
      await receiver.until(count);
      await settle();
    },
    close: async () => {
      await server.close();
      await receiver.close();
    },
  };
}

function wireOf(ws: WebSocket): ConstructorParameters<typeof Peer>[1] {
  return {
    send: (text) => ws.send(text),
    close: (code) => ws.close(code),
    cut: () => ws.terminate(),
    settle: () =>
      new Promise((resolve) => {
        if (ws.readyState === WebSocket.CLOSED) return resolve();
        const done = (): void => {
          ws.off('pong', done);
          ws.off('close', done);
          resolve();
        };
        ws.once('pong', done);
        ws.once('close', done);
        // A closing socket sends no pong, so wait for its close event.
        if (ws.readyState === WebSocket.OPEN) ws.ping();
      }),
  };
}

async function startReceiver(): Promise<{
  readonly url: string;
  readonly webhooks: ArrivedWebhook[];
  until(count: number): Promise<void>;
  close(): Promise<void>;
}> {
  const webhooks: ArrivedWebhook[] = [];
  let notify = (): void => {};
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readAll(request);
    webhooks.push({
      body: JSON.parse(text) as ArrivedWebhook['body'],
      http: { url: request.url ?? '', headers: request.headers, text },
    });
    response.end();
    notify();
  };
  const http = createServer((request, response) => void receive(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/webhook`,
    webhooks,
    until: async (count) => {
      while (webhooks.length < count) {
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      }
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
