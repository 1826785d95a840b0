/** Media that the consumers read: tracks of the built-in conversation, as the server sends them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInConversation, type MediaSource } from '@rtms-mock/server';

const FPS = 25;
const FRAMES = 150;
const HD = { codec: 'H264', width: 1280, height: 720, fps: FPS } as const;
const SD = { codec: 'H264', width: 640, height: 360, fps: FPS } as const;

type Format = Parameters<MediaSource['video']>[1];

/** The first access units of the first participant's camera. */
async function camera(source: MediaSource, format: Format, count: number): Promise<Buffer[]> {
  const track = await source.video(0, format);
  if (track === undefined) throw new Error('the first participant has no camera');
  return units(track, count);
}

type Track = Awaited<ReturnType<MediaSource['audio']>>;

async function units(track: Track, count: number): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (let i = 0; i < count; i += 1) {
    await track.prepare?.(i);
    const chunk = track.chunkAt(i);
    if (chunk === undefined) throw new Error(`there is nothing at ${i}`);
    found.push(chunk.data);
  }
  return found;
}

async function audio(
  source: MediaSource,
  codec: 'L16' | 'G711' | 'OPUS',
  intervalMs: number,
): Promise<Buffer[]> {
  const sampleRateHz = codec === 'G711' ? 8000 : 16_000;
  const track = await source.audio('mixed', { codec, sampleRateHz, channels: 1, intervalMs });
  return units(track, track.length);
}

/** Returns a function that writes the files below `media/` of a client's folder. */
export async function prepareMedia(): Promise<(folder: string) => void> {
  const source = builtInConversation();
  const [large, small] = [await camera(source, HD, FRAMES), await camera(source, SD, 2 * FPS)];
  const changing = [...small, ...large.slice(0, 2 * FPS)];
  const files: { [name: string]: Buffer | string } = {
    '720p.h264': Buffer.concat(large),
    '720p.json': JSON.stringify(large.map(({ length }) => length)),
    'changing.h264': Buffer.concat(changing),
    'speech.l16': Buffer.concat(await audio(source, 'L16', 20)),
    'speech.alaw': Buffer.concat(await audio(source, 'G711', 20)),
    // Speech begins within the first second; a packet of 60 ms, and six of 20 ms.
    'opus.json': JSON.stringify({
      long: (await audio(source, 'OPUS', 60))[20]?.toString('base64'),
      short: (await audio(source, 'OPUS', 20)).slice(60, 66).map((packet) => packet.toString('base64')),
    }),
    'utterances.json': JSON.stringify(source.utterances),
  };
  return (folder) => {
    mkdirSync(join(folder, 'media'), { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'media', name), content);
  };
}
