import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer } from '../../../packages/mock-server/src/server/mock-server.js';
import { testSource } from '../../../packages/mock-server/test/support/test-source.js';
import { verifies } from '../verifies.js';
import { identity } from '../world.js';

/** Sends one message and returns the first response. */
async function exchange(
  url: string,
  request: object,
  ca: Buffer,
): Promise<{ readonly [key: string]: unknown }> {
  const ws = new WebSocket(url, { ca });
  await once(ws, 'open');
  const received = once(ws, 'message');
  ws.send(JSON.stringify(request));
  const [data] = (await received) as [Buffer];
  return JSON.parse(data.toString('utf8')) as { readonly [key: string]: unknown };
}

verifies('clients:tls', { only: 'memory', as: 'with a separate server on real sockets' }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-tls-'));
  try {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      tls: { folder },
      media: testSource(),
    });
    expect(server.signalingUrl).toMatch(/^wss:/);
    const ca = await readFile(server.caFile ?? '');
    const meeting = await server.startMeeting();
    const plainUrl = server.signalingUrl.replace('wss:', 'ws:');
    const refused = await exchange(plainUrl, { msg_type: 1, ...identity(meeting), signature: 'wrong' }, ca);
    const accepted = await exchange(server.signalingUrl, { msg_type: 1, ...identity(meeting) }, ca);
    expect([refused['status_code'], accepted['status_code']]).toEqual([15, 0]);
    const { server_urls } = accepted['media_server'] as { server_urls: { all: string } };
    const media = await exchange(server_urls.all, { msg_type: 3, ...identity(meeting), media_type: 32 }, ca);
    expect([server_urls.all.slice(0, 6), media['status_code']]).toEqual(['wss://', 0]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
