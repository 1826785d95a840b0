/** Measures the page in Chromium: time to first paint, and the delay of the microphone until an app has the audio. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import rtms from '@rtms-mock/client';
import { startMockServer, type MockMeeting, type MockServer } from '@rtms-mock/server';
import { openBrowser, PAGE_INDEX, type TestBrowser } from '../test/browser/support/page.js';
import { toolPath } from '../test/support/require-tool.js';

/** Results of the page. */
export interface PageFigures {
  /** Median and max time from the navigation to the first paint, which shows every region. */
  readonly firstPaintMs: { readonly median: number; readonly max: number };
  /** Time from the worklet of the microphone to the app: sending, the latency of live media (100 ms), receiving. */
  readonly microphoneMs: { readonly p50: number; readonly p99: number; readonly packets: number };
}

const NAME = 'Bench';
const RATE_HZ = 44_100;
/** Samples of a chunk that identify it. */
const KEY_BYTES = 16;

/** Opens the page `loads` times and speaks for a while. `undefined` if there is no Chromium, or the page is not built. */
export async function measurePage(loads: number, speakMs: number): Promise<PageFigures | undefined> {
  const chromium = toolPath('chromium');
  if (chromium === undefined || !existsSync(PAGE_INDEX)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-bench-'));
  const microphone = join(folder, 'noise.wav');
  writeFileSync(microphone, noiseFile(20));
  const args = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}`,
  ];
  try {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args });
    const paints: number[] = [];
    for (let load = 0; load < loads; load += 1) paints.push(await firstPaint(browser, server.controlUrl));
    const delays = await microphoneDelays(server, browser, speakMs);
    const sorted = delays.toSorted((a, b) => a - b);
    const at = (part: number): number =>
      Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN);
    const paintsSorted = paints.toSorted((a, b) => a - b);
    return {
      firstPaintMs: {
        median: Math.round(paintsSorted[Math.floor(loads / 2)] ?? Number.NaN),
        max: Math.round(Math.max(...paints)),
      },
      microphoneMs: { p50: at(0.5), p99: at(0.99), packets: delays.length },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstPaint(browser: TestBrowser, url: string): Promise<number> {
  const page = await browser.open(url);
  // The entry may come a little later than the paint itself.
  await page.waitForFunction(`performance.getEntriesByName('first-paint').length > 0`);
  const ms = await page.evaluate<number>(`performance.getEntriesByName('first-paint')[0].startTime`);
  await page.close();
  return ms;
}

/** Keeps when each chunk of audio is sent, and its first samples. */
const KEEP_CHUNKS = `(() => {
  globalThis.chunks = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data instanceof Uint8Array && data[0] === 1) {
      const key = [...data.subarray(9, 9 + ${KEY_BYTES})].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      globalThis.chunks.push([performance.timeOrigin + performance.now(), key]);
    }
    return send.call(this, data);
  };
})()`;

async function microphoneDelays(
  server: MockServer,
  browser: TestBrowser,
  speakMs: number,
): Promise<number[]> {
  const meeting = await server.startMeeting();
  const page = await browser.open(server.controlUrl);
  await page.evaluate(KEEP_CHUNKS);
  await page.getByLabel('Your name').fill(NAME);
  await page.getByRole('button', { name: 'Use my camera and microphone' }).click();
  await page.getByText(`${NAME} has joined the meeting.`).waitFor();
  const app = await listen(server, meeting);
  await new Promise((resolve) => setTimeout(resolve, speakMs));
  const sent = await page.evaluate<readonly (readonly [number, string])[]>('globalThis.chunks');
  app.leave();
  return matched(sent, app.packets);
}

interface Packet {
  readonly atMs: number;
  readonly samples: Buffer;
}

async function listen(server: MockServer, meeting: MockMeeting) {
  const client = new rtms.Client();
  client.setAudioParams({
    contentType: rtms.AudioContentType.RAW_AUDIO,
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
    duration: 20,
    frameSize: 320,
  });
  const packets: Packet[] = [];
  client.onAudioData((samples, _size, _timestamp, { userName }) => {
    if (userName !== NAME) return;
    packets.push({ atMs: performance.timeOrigin + performance.now(), samples: Buffer.from(samples) });
  });
  const [{ clientId, clientSecret }] = server.credentials.apps;
  client.join({
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: meeting.serverUrls,
    client: clientId,
    secret: clientSecret,
  });
  await meeting.waitFor('active', { timeoutMs: 20_000 });
  return { packets, leave: () => client.leave() };
}

/** Delays of the chunks that arrived after the app had joined; earlier ones came from the buffer. */
function matched(sent: readonly (readonly [number, string])[], packets: readonly Packet[]): number[] {
  const all = Buffer.concat(packets.map(({ samples }) => samples));
  const ends: number[] = [];
  for (const { samples } of packets) ends.push((ends.at(-1) ?? 0) + samples.length);
  const joinedMs = packets[0]?.atMs ?? Infinity;
  const delays: number[] = [];
  let from = 0;
  for (const [sentMs, key] of sent) {
    const found = all.indexOf(Buffer.from(key, 'hex'), from);
    if (found < 0 || sentMs < joinedMs) continue;
    from = found;
    const packet = packets[ends.findIndex((end) => end > found)];
    if (packet) delays.push(packet.atMs - sentMs);
  }
  return delays;
}

/** A WAV file of noise, in which every chunk is unlike all others. */
function noiseFile(seconds: number): Buffer {
  const bytes = seconds * RATE_HZ * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE_HZ, 24);
  file.writeUInt32LE(RATE_HZ * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  let state = 1;
  for (let offset = 44; offset < file.length; offset += 2) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    file.writeInt16LE(((state >>> 16) - 32_768) >> 1, offset);
  }
  return file;
}
