import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpeechRecorder } from '../e2e/speech-recorder.js';
import { freePort } from '../support/free-port.js';
import { describeWithTool } from '../support/require-tool.js';
import { openBrowser, press, waitForState } from './support/page.js';
import rtms from '@rtms-mock/client';
import { DEV_CREDENTIALS, startMockServer, type MockMeeting } from '@rtms-mock/server';
import { afterAll, beforeAll, expect, test } from 'vitest';

const [app] = DEV_CREDENTIALS.apps;
const SPEECH = new URL('../../packages/mock-server/assets/speech/01-ana.wav', import.meta.url).pathname;

/** Keeps the stream that the page is given. */
const KEEP_USER_MEDIA = `(() => {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => (globalThis.userMedia = await open(constraints));
})()`;
/** Ends the audio track as a browser does when its device is gone. */
const END_AUDIO_TRACK = `globalThis.userMedia.getAudioTracks()[0].dispatchEvent(new Event('ended'))`;

/** 16-bit samples of bytes. */
function samplesOf(bytes: Buffer): Int16Array {
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
}

/** Best normalized correlation of a part with a signal that is repeated without end, over all offsets. */
function bestCorrelation(part: Int16Array, signal: Int16Array): number {
  let best = 0;
  const partEnergy = energy(part, 0, part.length);
  for (let offset = 0; offset < signal.length; offset += 1) {
    let sum = 0;
    // Every fourth sample finds the place; the exact value is computed there.
    for (let index = 0; index < part.length; index += 4) {
      sum += (part[index] ?? 0) * (signal[(offset + index) % signal.length] ?? 0);
    }
    const rough = (sum * 4) / Math.sqrt(partEnergy * energy(signal, offset, part.length));
    if (rough > best * 0.9) best = Math.max(best, exactCorrelation(part, signal, offset));
  }
  return best;
}

function energy(signal: Int16Array, offset: number, length: number): number {
  let sum = 1;
  for (let index = 0; index < length; index += 1) sum += (signal[(offset + index) % signal.length] ?? 0) ** 2;
  return sum;
}

function exactCorrelation(part: Int16Array, signal: Int16Array, offset: number): number {
  let sum = 0;
  for (let index = 0; index < part.length; index += 1) {
    sum += (part[index] ?? 0) * (signal[(offset + index) % signal.length] ?? 0);
  }
  return sum / Math.sqrt(energy(part, 0, part.length) * energy(signal, offset, part.length));
}

/** Joins as an app that wants H.264, and collects the frames of one participant. */
async function recordVideo(meeting: MockMeeting, name: string): Promise<Buffer[]> {
  const client = new rtms.Client();
  client.setVideoParams({
    codec: rtms.VideoCodec.H264,
    resolution: rtms.VideoResolution.SD,
    dataOpt: rtms.VideoDataOption.VIDEO_SINGLE_ACTIVE_STREAM,
    fps: 25,
  });
  const frames: Buffer[] = [];
  client.onVideoData((data, _size, _timestamp, { userName }) => {
    if (userName === name) frames.push(Buffer.from(data));
  });
  const { meetingUuid: meeting_uuid, streamId: rtms_stream_id, serverUrls: server_urls } = meeting;
  client.join({ meeting_uuid, rtms_stream_id, server_urls, client: app.clientId, secret: app.clientSecret });
  await expect.poll(() => frames.length, { timeout: 20_000 }).toBeGreaterThan(40);
  client.leave();
  return frames;
}

describeWithTool(['chromium', 'ffmpeg'], 'camera, microphone and screen', (chromium, ffmpeg) => {
  let folder: string;
  let args: readonly string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rtms-mock-capture-'));
    const microphone = join(folder, 'microphone.wav');
    const camera = join(folder, 'camera.y4m');
    const run = (...options: string[]): void => {
      execFileSync(ffmpeg, ['-nostdin', '-v', 'error', '-y', ...options]);
    };
    run('-i', SPEECH, '-ar', '44100', '-ac', '1', microphone);
    run('-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=25:duration=2', '-pix_fmt', 'yuv420p', camera);
    args = [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
      `--use-file-for-fake-video-capture=${camera}`,
    ];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the speech of the microphone arrives at an app', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args });
    const page = await browser.open(server.controlUrl);
    await page.evaluate(KEEP_USER_MEDIA);
    const meeting = await server.startMeeting();
    await waitForState(page, 'created');
    await page.getByLabel('Your name').fill('Kim Browser');
    await press(page, 'Use my camera and microphone');
    await page.getByText('Kim Browser has joined the meeting.').waitFor();
    await using recorder = await SpeechRecorder.join(meeting, app);
    await expect
      .poll(() => recorder.pcm('Kim Browser').length, { timeout: 20_000 })
      .toBeGreaterThan(32_000 * 3);

    const received = samplesOf(recorder.pcm('Kim Browser'));
    const reference = join(folder, 'reference.pcm');
    execFileSync(ffmpeg, [
      '-nostdin',
      '-v',
      'error',
      '-y',
      '-i',
      join(folder, 'microphone.wav'),
      '-ar',
      '16000',
      '-f',
      's16le',
      reference,
    ]);
    const second = received.subarray(16_000, 32_000);
    expect(bestCorrelation(second, samplesOf(readFileSync(reference)))).toBeGreaterThan(0.95);

    // A caption that is typed arrives as transcript.
    await page.getByLabel('Caption of what you say').fill('Hello from the browser');
    await press(page, 'Caption');
    await expect.poll(() => server.journal.find({ type: 'MEDIA_DATA_TRANSCRIPT' }).length).toBeGreaterThan(0);
    await page.getByLabel('Live transcript').getByText('Hello from the browser').waitFor();

    // A microphone that is taken away ends its track.
    await page.evaluate(END_AUDIO_TRACK);
    await page.getByText('The microphone was unplugged or taken away; the rest goes on.').waitFor();

    await press(page, 'Leave the meeting');
    await expect.poll(() => meeting.view().participants.map(({ name }) => name)).not.toContain('Kim Browser');
    expect(browser.errors).toEqual([]);
  });

  test('the video of the camera decodes', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args });
    const page = await browser.open(server.controlUrl);
    const meeting = await server.startMeeting();
    await waitForState(page, 'created');
    await page.getByLabel('Your name').fill('Kim Browser');
    await press(page, 'Use my camera and microphone');
    await page.getByText('Kim Browser has joined the meeting.').waitFor();
    await page.getByLabel('Preview of your camera').waitFor();
    await meeting.waitFor({ type: 'created' });
    const speaking = setInterval(() => {
      meeting.inject({ do: 'active-speaker', participant: 'Kim Browser' }).catch(() => undefined);
    }, 200);
    const frames = await recordVideo(meeting, 'Kim Browser').finally(() => clearInterval(speaking));

    const stream = join(folder, 'camera.h264');
    writeFileSync(stream, Buffer.concat(frames));
    const report = execFileSync(
      ffmpeg,
      ['-nostdin', '-v', 'error', '-i', stream, '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '640x360', '-'],
      { maxBuffer: 1e9 },
    );
    expect(report.length / (640 * 360)).toBeGreaterThan(30);
    expect(browser.errors).toEqual([]);
  });

  test('a shared screen arrives, and ends', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args });
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    await press(page, 'Share my screen');
    await page.getByText('Screen of You').waitFor();
    await page.locator('.tile.screen canvas.shown[data-frames]').waitFor();
    await press(page, 'End my share');
    await expect.poll(() => page.getByText('Screen of You').count()).toBe(0);
    expect(browser.errors).toEqual([]);
  });
});

describeWithTool('chromium', 'a browser that denies camera and screen', (chromium) => {
  test('says so in one sentence, and goes on', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'];
    await using browser = await openBrowser(chromium, { args });
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await press(page, 'Use my camera and microphone');
    await page.getByText('Access to camera and microphone was denied.').waitFor();
    await press(page, 'Share my screen');
    await page.getByText('Access to the screen was denied.').waitFor();
    await press(page, 'Receive here');
    await waitForState(page, 'active');
    expect(browser.errors).toEqual([]);
  });

  test('says that insecure pages get no camera', async () => {
    const port = await freePort();
    const publicUrl = `http://page.test:${port}`;
    await using server = await startMockServer({ port, mediaPort: 0, publicUrl });
    const args = ['--host-resolver-rules=MAP page.test 127.0.0.1'];
    await using browser = await openBrowser(chromium, { args });
    const page = await browser.open(publicUrl);
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await press(page, 'Use my camera and microphone');
    await page.getByText('Browsers give camera and microphone to secure pages only.').waitFor();
    await press(page, 'Share my screen');
    await page.getByText('Browsers give the screen to secure pages only.').waitFor();
    expect(server.meetings()).toHaveLength(1);
  });

  test('says that no device was found', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args: ['--use-fake-ui-for-media-stream'] });
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await press(page, 'Use my camera and microphone');
    await page.getByText('No camera and no microphone was found.').waitFor();
    expect(browser.errors).toEqual([]);
  });
});
