import { once } from 'node:events';
import { WebSocket } from 'ws';
import { expect, test } from 'vitest';
import { startMockServer } from '../../src/index.js';

test.each(['signaling', 'media'] as const)(
  'the URL of another instance is in the journal: %s',
  async (kind) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const base = kind === 'signaling' ? server.signalingUrl : server.mediaUrl;
    const socket = new WebSocket(`${base}/instance/2`);
    await once(socket, 'open');
    expect(server.journal.find({ type: 'opened', socket: kind })).toMatchObject([
      { detail: { instance: 2 } },
    ]);
    socket.terminate();
  },
);
