import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer, type JournalEntry, type MockServer } from '../../src/index.js';
import { testSource } from '../support/test-source.js';

let server: MockServer;

beforeEach(async () => {
  server = await startMockServer({ port: 0, mediaPort: 0, media: testSource() });
});
afterEach(() => server.close());

function follow(origin?: string): WebSocket {
  return new WebSocket(`${server.signalingUrl}/logs`, origin === undefined ? {} : { origin });
}

async function nextEntry(socket: WebSocket): Promise<JournalEntry> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as JournalEntry;
}

test('a program receives the past entries of the journal, then new ones', async () => {
  const before = await server.startMeeting();
  const socket = follow();
  expect(await nextEntry(socket)).toMatchObject({
    kind: 'state',
    type: 'created',
    streamId: before.streamId,
  });
  const live = nextEntry(socket);
  const meeting = await server.startMeeting();
  expect(await live).toMatchObject({ kind: 'state', type: 'created', streamId: meeting.streamId });
  socket.close();
});

test('a page of this server may follow the journal, a page of another site may not', async () => {
  const own = follow(server.controlUrl);
  await once(own, 'open');
  own.close();

  const foreign = follow('http://evil.test');
  const [error] = (await once(foreign, 'error')) as [Error];
  expect(error.message).toContain('403');
});
