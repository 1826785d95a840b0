import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openImportOption } from '../../src/cli/replay.js';
import { startMockServer } from '../../src/server/mock-server.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';

const CASSETTES = fileURLToPath(new URL('../../../../examples/cassettes/', import.meta.url));

async function startWithCassettes() {
  const cassettes = (await openImportOption(CASSETTES, new RecordedLogger())) ?? [];
  return startMockServer({ port: 0, mediaPort: 0, cassettes });
}

describe('imported cassettes', () => {
  test('are listed with what is in them', async () => {
    await using server = await startWithCassettes();
    const response = await fetch(`${server.controlUrl}/api/cassettes`);
    const { cassettes } = (await response.json()) as {
      readonly cassettes: readonly { readonly name: string }[];
    };
    expect(cassettes.map(({ name }) => name)).toEqual([
      'audio-and-transcript.rtms.jsonl',
      'interrupted.rtms.jsonl',
      'video-and-pause.rtms.jsonl.gz',
    ]);
    expect(cassettes[0]).toMatchObject({
      isDefault: false,
      protocol: '2025',
      streams: [
        { durationMs: 6140, media: { audio: 301, transcript: 1 }, participants: ['Ana Ruiz', 'Bo Lind'] },
      ],
    });
  });

  test('are played by the meetings that name them; others play their media', async () => {
    await using server = await startWithCassettes();
    const replayed = await server.startMeeting({ replay: 'interrupted' });
    const other = await server.startMeeting();
    expect(replayed.view()).toMatchObject({ protocol: '2026' });
    const started = server.journal.find({ type: 'replay-started' });
    expect(started.map(({ streamId }) => streamId)).toEqual([replayed.streamId]);
    expect(other.view().protocol).toBe('2025');
  });

  test('an unknown name is refused, with those that exist', async () => {
    await using server = await startWithCassettes();
    await expect(server.startMeeting({ replay: 'interupted' })).rejects.toThrow(
      /"interupted" is no cassette of this server/,
    );
    const response = await fetch(`${server.controlUrl}/api/meetings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"replay": "interupted"}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid-field', hint: 'Known: audio-and-transcript, interrupted, video-and-pause.' },
    });
    await using none = await startMockServer({ port: 0, mediaPort: 0 });
    await expect(none.startMeeting({ replay: 'a' })).rejects.toThrow(/this server has no cassettes/);
  });
});

describe('a folder of --import', () => {
  test('with something that is no cassette is used as far as possible', async () => {
    const talk = readFileSync(join(CASSETTES, 'audio-and-transcript.rtms.jsonl'), 'utf8');
    using folder = temporaryFolder({ 'good.rtms.jsonl': talk, 'bad.rtms.jsonl': 'no', 'notes.txt': '' });
    const logger = new RecordedLogger();
    const tapes = await openImportOption(folder.path, logger);
    expect(tapes?.map(({ label }) => label)).toEqual(['good.rtms.jsonl']);
    expect(logger.text('warn')).toMatch(/Not imported: .*bad\.rtms\.jsonl is not a cassette/);
  });

  test('without a cassette, and one that is missing, are refused in one sentence', async () => {
    using folder = temporaryFolder({ 'notes.txt': '' });
    await expect(openImportOption(folder.path, new RecordedLogger())).rejects.toThrow(
      /^--import: .* has no cassette that can be replayed; their names end in \.rtms\.jsonl or \.rtms\.jsonl\.gz$/,
    );
    await expect(openImportOption(join(folder.path, 'none'), new RecordedLogger())).rejects.toThrow(
      /^--import: .*none does not exist; check the path$/,
    );
  });
});
