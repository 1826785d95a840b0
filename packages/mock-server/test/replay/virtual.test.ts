import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { startMockServer } from '../../src/server/mock-server.js';
import { openTape } from '../../src/replay/tape.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { joinAsApp } from '../support/app-sockets.js';
import { receiver } from '../webhooks/receiver.js';

const TALK = fileURLToPath(
  new URL('../../../../examples/cassettes/audio-and-transcript.rtms.jsonl', import.meta.url),
);
const REQUEST = { media_type: 9, media_params: { transcript: { content_type: 5 } } };

/** The cassette, with the last webhook and the closes some seconds after the end of the stream. */
function withLateEnd(): string {
  return readFileSync(TALK, 'utf8').replaceAll(
    /^\[6140(,"(?:w2|m1|s1)",(?:"to-app","(?:webhook|close)"|"to-service","answer"))/gm,
    '[9140$1',
  );
}

test('as fast as the app reads, a cassette plays to its last line', async () => {
  using folder = temporaryFolder({ 'late.rtms.jsonl': withLateEnd() });
  await using replay = await openTape(folder.file('late.rtms.jsonl'));
  await using app = await receiver();
  await using server = await startMockServer({ port: 0, mediaPort: 0, replay, speed: 'max' });
  const meeting = await server.startMeeting({ webhookUrl: app.url });
  await using joined = await joinAsApp(meeting, REQUEST);

  await joined.media(MessageType.MEDIA_DATA_TRANSCRIPT);
  await app.received(2);
  expect(app.requests.map(({ body }) => (JSON.parse(body) as { readonly event: string }).event)).toEqual([
    'meeting.rtms_started',
    'meeting.rtms_stopped',
  ]);
  await meeting.waitFor({ type: 'replay-ended' });
  const [ended] = server.journal.find({ type: 'replay-ended' });
  expect(ended?.detail).toMatchObject({ complete: true });
  expect(meeting.view().media['audio']).toMatchObject({ frames: 301, dropped: 0 });
});

test('in virtual time, a cassette stands still until time is advanced', async () => {
  await using replay = await openTape(TALK);
  await using server = await startMockServer({ port: 0, mediaPort: 0, replay, time: 'virtual' });
  const meeting = await server.startMeeting();
  await using joined = await joinAsApp(meeting, REQUEST);
  await meeting.waitFor('active');
  await server.advance('1s');
  const early = meeting.view().media['audio']?.frames ?? 0;
  expect(early).toBeGreaterThan(40);
  expect(early).toBeLessThan(55);

  await server.advance('10s');
  expect(meeting.view().media['audio']).toMatchObject({ frames: 301 });
  expect(meeting.state).toBe('terminated');
  expect(joined.signaling).toBeDefined();
});
