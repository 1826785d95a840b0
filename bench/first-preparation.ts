/** Measures how long the pacing loop stalls when a media format is prepared for the first time. */
import { Child } from './rpc.js';
import { median, sleep } from './statistics.js';
import { WORKING_TREE, type Tree } from './tree.js';
import type { ReaderCalls, ReaderSpec } from './reader-process.js';
import type { ServerCalls } from './server-process.js';

/** Longest stall of the loop that paces all streams, while one stream of a format is prepared and begins to play. */
export interface Stall {
  readonly format: string;
  /** Median of the longest stalls of all processes, in ms. */
  readonly medianMs: number;
  readonly maxMs: number;
}

interface Format {
  readonly mediaType: number;
  readonly mediaParams?: object;
}

const video = (codec: number, resolution: number, fps: number): Format => ({
  mediaType: 2,
  mediaParams: { video: { codec, resolution, fps } },
});

/** Audio, cameras and screens whose preparation takes the longest. */
const FORMATS: { readonly [name: string]: Format } = {
  'all media of the default meeting': { mediaType: 32 },
  'H.264, 1280 × 720': video(7, 2, 25),
  'JPG, 1280 × 720': video(5, 2, 5),
  'PNG, 1280 × 720': video(6, 2, 5),
  'Opus, 48 kHz': { mediaType: 1, mediaParams: { audio: { codec: 4, sample_rate: 3 } } },
};

/** Names of the formats that are measured. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** Measures every format, each in `processes` new processes, in which no code is compiled yet. */
export async function measureFirstPreparation(
  { processes, forMs }: { processes: number; forMs: number },
  tree: Tree = WORKING_TREE,
): Promise<Stall[]> {
  const stalls: Stall[] = [];
  for (const [format, media] of Object.entries(FORMATS)) {
    const all: number[] = [];
    for (let i = 0; i < processes; i += 1) all.push(await stallOf(media, forMs, tree));
    stalls.push({ format, medianMs: median(all), maxMs: Math.max(...all) });
  }
  return stalls;
}

async function stallOf(media: Format, forMs: number, tree: Tree): Promise<number> {
  using server = new Child<ServerCalls>('server-process.ts', tree);
  using reader = new Child<ReaderCalls>('reader-process.ts');
  const frame = { bytes: 0, intervalMs: 20 };
  const place = await server.call('start', { sender: 'rtms-mock', streams: 2, media: 'default', frame });
  const [first, second] = place.streams;
  if (!first || !second) throw new Error('the server has too few streams');
  const join = async (stream: typeof first, format: Format): Promise<void> => {
    const spec: ReaderSpec = { place: { ...place, streams: [stream] }, sockets: 1, ...format };
    await reader.call('connect', spec);
  };
  // A stream of audio plays already, as in a server that is in use: its handshakes and packets are no news.
  await join(first, { mediaType: 1 });
  await sleep(forMs / 2);
  await server.call('watchLoop', undefined);
  await join(second, media);
  await sleep(forMs);
  return await server.call('longestStall', undefined);
}
