import { execFile } from 'node:child_process';
import { mkdtempDisposableSync } from './temporary.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startMockServer, toneSource } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { freeUdpPort, grantOf, openMedia, openSignaling } from './udp-app.js';

const run = promisify(execFile);
const SECONDS = 2;

/** Receives a stream with ffmpeg, from the session description that the server offers. Returns what it wrote. */
async function receive(
  request: { readonly [key: string]: unknown },
  output: readonly string[],
  source: 'tone' | 'built-in' = 'tone',
): Promise<{ readonly bytes: Buffer; readonly log: string; readonly sdp: string }> {
  await using server = await startMockServer({
    port: 0,
    mediaPort: 0,
    ...(source === 'tone' && { media: toneSource() }),
  });
  const meeting = await server.startMeeting();
  using folder = mkdtempDisposableSync();
  const { signaling } = await openSignaling(server, meeting);
  using _signaling = signaling;
  const { media: socket, answer } = await openMedia(server, meeting, {
    payload_encryption: true,
    transmission_protocol: 3,
    udp_port: await freeUdpPort(),
    ...request,
  });
  using _socket = socket;
  grantOf(answer);
  const response = await fetch(`${server.controlUrl}/api/meetings/${meeting.streamId}/rtp.sdp`);
  const sdp = await response.text();
  const description = join(folder.path, 'stream.sdp');
  const file = join(folder.path, 'out');
  writeFileSync(description, sdp);
  const ffmpeg = run(
    'ffmpeg',
    [
      ['-nostdin', '-y', '-loglevel', 'info', '-protocol_whitelist', 'file,udp,rtp,srtp,crypto'],
      ['-analyzeduration', '500000', '-i', description, '-t', String(SECONDS), ...output, file],
    ].flat(),
    { timeout: 40_000 },
  );
  // What arrives before ffmpeg listens is lost: as in a real meeting, it joins while media flows.
  signaling.send({ msg_type: 7, rtms_stream_id: meeting.streamId });
  const { stderr } = await ffmpeg;
  return { bytes: readFileSync(file), log: stderr, sdp };
}

/** Number of zero crossings in a second of 16-bit samples. */
function crossingsPerSecond(pcm: Buffer, rateHz: number): number {
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, Math.floor(pcm.length / 2));
  let crossings = 0;
  for (let at = 1; at < samples.length; at += 1) {
    if ((samples[at - 1] ?? 0) < 0 !== (samples[at] ?? 0) < 0) crossings += 1;
  }
  return (crossings * rateHz) / samples.length;
}

describeWithTool('ffmpeg', 'ffmpeg receives SRTP from the offered session description', () => {
  test.each([
    ['Opus', { codec: 4, sample_rate: 3, channel: 2, send_rate: 20 }, 'opus'],
    ['G.711', { codec: 2, sample_rate: 0, channel: 1, send_rate: 20 }, 'pcm_alaw'],
    ['G.722', { codec: 3, sample_rate: 1, channel: 1, send_rate: 20 }, 'adpcm_g722'],
    ['L16', { codec: 1, sample_rate: 1, channel: 1, send_rate: 20 }, 'pcm_s16be'],
    ['L16 in packets of 100 ms', { codec: 1, sample_rate: 1, channel: 1, send_rate: 100 }, 'pcm_s16be'],
  ])('%s', async (_name, audio, decoder) => {
    const { bytes, log } = await receive(
      { media_type: 1, media_params: { audio: { content_type: 2, data_opt: 1, ...audio } } },
      ['-ac', '1', '-ar', '16000', '-f', 's16le'],
    );
    expect(log).toContain(decoder);
    expect(bytes.length / 2 / 16_000).toBeCloseTo(SECONDS, 1);
    // The tone of 440 Hz; noise, which a wrong key gives, crosses zero many times more often.
    expect(Math.abs(crossingsPerSecond(bytes, 16_000) - 880)).toBeLessThan(40);
  });

  test('H.264', async () => {
    const { log, bytes, sdp } = await receive(
      {
        media_type: 2,
        media_params: { video: { content_type: 3, codec: 7, resolution: 2, fps: 25, data_opt: 3 } },
      },
      ['-f', 'framecrc'],
      'built-in',
    );
    expect(sdp).toContain('a=rtpmap:96 H264/90000');
    expect(log).toMatch(/h264.*1280x720/);
    const frames = bytes
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('0,'));
    expect(frames.length).toBeGreaterThan(25 * SECONDS * 0.9);
  });
});
