/** A program to compare the start of meetings with: Express takes the request, and a webhook is posted. Nothing else. */
import { createHmac, randomUUID } from 'node:crypto';
import { request, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { WORKING_TREE } from './tree.js';

/** The part of Express that is used. */
interface Express {
  (): {
    use(handler: unknown): void;
    post(path: string, handler: (request: unknown, response: Response) => void): void;
    listen(port: number, host: string, callback: () => void): Server;
  };
  json(): unknown;
}
interface Response {
  status(code: number): { json(body: object): void };
}

// Only the server depends on it.
const require = createRequire(`${WORKING_TREE.root}packages/mock-server/package.json`);
const express = require('express') as Express;

const [, , webhookUrl = ''] = process.argv;

function postWebhook(streamId: string): void {
  const payload = { meeting_uuid: randomUUID(), rtms_stream_id: streamId, server_urls: 'ws://127.0.0.1' };
  const body = JSON.stringify({ event: 'meeting.rtms_started', event_ts: Date.now(), payload });
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', 'secret').update(`v0:${seconds}:${body}`).digest('hex');
  const outgoing = request(webhookUrl, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-zm-request-timestamp': seconds,
      'x-zm-signature': `v0=${signature}`,
    },
  });
  outgoing.on('response', (response) => response.resume());
  outgoing.end(body);
}

const app = express();
app.use(express.json());
app.post('/api/meetings', (_request, response) => {
  const streamId = randomUUID();
  postWebhook(streamId);
  response.status(201).json({ streamId });
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'ready', port: (server.address() as AddressInfo).port }));
});
