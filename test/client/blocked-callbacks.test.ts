import { once } from 'node:events';
import rtms from '@rtms-mock/client';
import { DEV_CREDENTIALS, type JournalEntry } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { call, startServerProgram } from '../e2e/processes.js';

rtms.configureLogger({ enabled: false });

interface Started {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
}

/** Blocks the event loop, as a long computation does. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

// A process starts slowly on a busy machine.
test('answers keep-alives while each callback blocks for a second', { timeout: 60_000 }, async () => {
  // The connection is lost after three unanswered keep-alives, which is sooner than six callbacks.
  const { program, ready } = await startServerProgram(['--keep-alive', '1s']);
  await using _server = program;
  const started = await call<Started>(ready.controlUrl, '/api/meetings', {});
  const client = new rtms.Client();
  let blocked = 0;
  const enough = new Promise<void>((resolve) => {
    client.onAudioData(() => {
      if (blocked === 6) return resolve();
      block(1000);
      blocked += 1;
    });
  });
  client.join({
    meeting_uuid: started.meetingUuid,
    rtms_stream_id: started.streamId,
    server_urls: started.serverUrls,
    client: DEV_CREDENTIALS.apps[0].clientId,
    secret: DEV_CREDENTIALS.apps[0].clientSecret,
  });
  await enough;

  const { entries } = await call<{ readonly entries: JournalEntry[] }>(
    ready.controlUrl,
    `/api/meetings/${started.streamId}/journal`,
  );
  const left = once(client.events, 'left');
  client.leave();
  await left;
  const states = entries.filter(({ kind }) => kind === 'state').map(({ type }) => type);
  expect(states).toEqual(['created', 'signaling', 'active']);
  expect(entries.filter(({ type }) => type === 'KEEP_ALIVE_RESP').length).toBeGreaterThan(1);
});
