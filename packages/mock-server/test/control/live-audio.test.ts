import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMockServer, toneSource, type MockMeeting, type MockServer } from '../../src/index.js';
import { noise } from '../media/live-support.js';

let server: MockServer;
let meeting: MockMeeting;

beforeEach(async () => {
  const media = toneSource({ signal: { kind: 'silence' } });
  server = await startMockServer({ port: 0, mediaPort: 0, media, speed: 20 });
  meeting = await server.startMeeting();
});
afterEach(() => server.close());

/** A WAV file with a header as most programs write it. */
function wav(samples: Int16Array, { rate = 16_000, channels = 1, bits = 16 } = {}): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

function speak(query: string, body: Buffer, headers: { [name: string]: string } = {}): Promise<Response> {
  return fetch(`${server.controlUrl}/api/meetings/${meeting.streamId}/live/audio?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'audio/wav', ...headers },
    body: new Uint8Array(body),
  });
}

test('a participant joins, speaks and leaves', async () => {
  const answer = await speak('name=Ada', wav(noise(32_000)));
  expect(answer.status).toBe(202);
  const { participant } = (await answer.json()) as { participant: { userId: number } };
  expect(meeting.view().people).toContainEqual(
    expect.objectContaining({ userId: participant.userId, name: 'Ada', isLive: true }),
  );
  await expect.poll(() => meeting.view().people).toHaveLength(1);
});

test('the response can wait until everything is said', async () => {
  const answer = await speak('name=Ada&wait=true', wav(noise(88_200), { rate: 44_100, channels: 2 }));
  expect([answer.status, await answer.json()]).toMatchObject([200, { durationMs: 1000 }]);
  expect(meeting.view().people).toHaveLength(1);
});

describe('refuses', () => {
  test.each([
    ['a text', Buffer.from('hello'), /not a WAV file/],
    ['an empty body', Buffer.alloc(0), /not a WAV file/],
    ['8-bit samples', wav(noise(100), { bits: 8 }), /not 16-bit PCM/],
    ['a rate', wav(noise(100), { rate: 11_025 }), /11025 Hz; accepted are 8000/],
    ['channels', wav(noise(120), { channels: 6 }), /6 channels/],
    ['no samples', wav(noise(0)), /no samples/],
  ])('%s', async (_what, body, message) => {
    const answer = await speak('name=Ada', body);
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect([answer.status, error.code]).toEqual([400, 'invalid-wav']);
    expect(error.message).toMatch(message);
    expect(meeting.view().people).toHaveLength(1);
  });

  test('a request without a name, of another type or from another site', async () => {
    const file = wav(noise(320));
    const noName = await speak('', file);
    expect(await noName.json()).toMatchObject({
      error: { code: 'invalid-query', hint: 'Add ?name=Ada to the URL.' },
    });
    expect((await speak('name=Ada', file, { 'content-type': 'application/json' })).status).toBe(415);
    expect((await speak('name=Ada', file, { origin: 'http://foreign.test' })).status).toBe(403);
  });

  test('a file that is too large', async () => {
    const answer = await speak('name=Ada', Buffer.alloc(20 * 1024 * 1024 + 1));
    expect(await answer.json()).toMatchObject({
      error: { code: 'body-too-large', message: expect.stringContaining('20971520') as string },
    });
  });

  test('a meeting that has ended', async () => {
    await meeting.end();
    const answer = await speak('name=Ada', wav(noise(320)));
    expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'meeting-ended' } }]);
  });
});
