/**
 * Joins and leaves one meeting after another in this process, and prints the heap size after a warm-up and at the
 * end. Needs --expose-gc. The server is another process.
 *
 *   node --expose-gc … sequential-sessions.ts <control URL> <sessions>
 */
import { once } from 'node:events';
import * as v8 from 'node:v8';
import rtms from '@rtms-mock/client';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { call } from '../e2e/processes.js';

interface Started {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
}

const WARM_UP = 40;
const [app] = DEV_CREDENTIALS.apps;
const controlUrl = process.argv[2] ?? '';
const sessions = Number(process.argv[3]);
rtms.configureLogger({ enabled: false });

async function session(): Promise<number> {
  const started = await call<Started>(controlUrl, '/api/meetings', {});
  const client = new rtms.Client();
  let frames = 0;
  client.onAudioData(() => {
    frames += 1;
  });
  client.onTranscriptData(() => {});
  client.onUserUpdate(() => {});
  client.join({
    meeting_uuid: started.meetingUuid,
    rtms_stream_id: started.streamId,
    server_urls: started.serverUrls,
    client: app.clientId,
    secret: app.clientSecret,
  });
  await once(client.events, 'audio');
  const left = once(client.events, 'left');
  client.leave();
  await left;
  await call(controlUrl, `/api/meetings/${started.streamId}/actions`, { action: 'end' });
  return frames;
}

async function usedBytes(): Promise<number> {
  // Sockets close shortly after `leave`.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

let withAudio = 0;
let warmBytes = 0;
for (let done = 1; done <= sessions; done++) {
  if ((await session()) > 0) withAudio += 1;
  if (done === WARM_UP) warmBytes = await usedBytes();
}
const grownBytes = (await usedBytes()) - warmBytes;
// Counts what is still reachable; newer than the declarations.
const { queryObjects } = v8 as unknown as { queryObjects(this: void, constructor: unknown): number };
const clients = queryObjects(rtms.Client);
console.log(JSON.stringify({ withAudio, grownBytes, clients, collected: globalThis.gc !== undefined }));
process.exit(0);
