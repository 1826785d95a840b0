/**
 * Plays a meeting in each generation in virtual time, with faults that happen with a probability, and prints the journals.
 * A test compares those of two processes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import rtms, { type JoinParams } from '@rtms-mock/client';
import { builtInConversation, startMockServer, type MockServer } from '@rtms-mock/server';

rtms.configureLogger({ enabled: false });

const SCENARIO = {
  name: 'random faults',
  timeline: [
    { at: '1s', every: '2s', chance: 0.3, fault: 'close-socket', socket: 'media' },
    { at: '1500ms', every: '3s', chance: 0.2, fault: 'cut-socket', socket: 'signaling' },
    { at: '2s', every: '1s', chance: 0.3, fault: 'invalid-json' },
    { at: '2500ms', every: '2s', chance: 0.2, fault: 'delay', by: '300ms', for: '1s' },
    { at: '3s', every: '5s', chance: 0.5, do: 'active-speaker', participant: 2 },
    {
      at: '4s',
      every: '5s',
      chance: 0.3,
      fault: 'reject-handshake',
      socket: 'media',
      status: 'STATUS_DUPLICATE_MEDIA_DATA_CONNECTION',
    },
    { at: '60s', do: 'end' },
  ],
} as const;

/** An app that joins when a webhook tells it to. Returns the URL of its receiver, and ends it. */
async function startApp(server: MockServer): Promise<{ readonly webhookUrl: string; close(): void }> {
  const [app] = server.credentials.apps;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { event, payload } = JSON.parse(await text(request)) as { event: string; payload: JoinParams };
    response.end();
    if (event !== 'meeting.rtms_started') return;
    const client = new rtms.Client({ clock: server.clock });
    client.onAudioData(() => {});
    client.onTranscriptData(() => {});
    client.events.on('chat', () => {});
    client.join({ ...payload, client: app.clientId, secret: app.clientSecret });
  };
  const receiver = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  return { webhookUrl: `http://127.0.0.1:${port}/`, close: () => receiver.close() };
}

/** Shared, so that it is prepared once: on a busy machine that may take longer than virtual time waits for it. */
const media = builtInConversation();

/** Plays a meeting until its end. Returns its journal, and who lagged. */
async function play(protocol: '2025' | '2026', by: string): Promise<readonly object[]> {
  await using server = await startMockServer({
    port: 0,
    mediaPort: 0,
    time: 'virtual',
    seed: Number(process.argv[2]),
    protocol,
    media,
    endNoticeMs: 0,
    stoppedWebhookDelayMs: 0,
  });
  const app = await startApp(server);
  await server.startMeeting({ webhookUrl: app.webhookUrl, scenario: SCENARIO });
  const { lagging } = await server.advance(by);
  app.close();
  return [{ lagging }, ...server.journal.find()];
}

await play('2025', '1s');
for (const protocol of ['2025', '2026'] as const) {
  for (const line of await play(protocol, '65s')) process.stdout.write(`${JSON.stringify(line)}\n`);
}
