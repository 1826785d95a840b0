import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startMockServer, toneSource, type MockMeeting } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import vectors from '../../packages/protocol/test/fixtures/encryption-vectors.json' with { type: 'json' };
import { describeWithTool } from '../support/require-tool.js';
import { grantOf, openMedia, openSignaling, openUdp, type Json } from './udp-app.js';

const script = fileURLToPath(new URL('peer.py', import.meta.url));

/** Runs the script in a Python that has cryptography and pylibsrtp. */
async function ask<T>(python: string, request: object): Promise<T> {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(request));
  return JSON.parse(await text(child.stdout)) as T;
}

/** Media messages of a type. */
function ofType(received: readonly Json[], type: number): Json[] {
  return received.filter((message) => message['msg_type'] === type);
}

function udpCounters(
  meeting: MockMeeting,
): { readonly packets: number; readonly ignored: number } | undefined {
  return meeting.view().connections.find(({ udp }) => udp !== undefined)?.udp;
}

const L16 = {
  media_type: 1,
  media_params: {
    audio: { content_type: 2, codec: 1, sample_rate: 1, channel: 1, send_rate: 20, data_opt: 1 },
  },
};

describeWithTool('cryptography', 'Python reads encrypted media', (python) => {
  test('cryptography decrypts payloads of a WebSocket to what a plain connection receives', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, duplicatePolicy: 'allow' });
    const meeting = await server.startMeeting();
    const { signaling, keys } = await openSignaling(server, meeting);
    using _signaling = signaling;
    const encrypted = await openMedia(server, meeting, { media_type: 32, payload_encryption: true });
    using media = encrypted.media;
    const { media: plain } = await openMedia(server, meeting, { media_type: 32 });
    using _plain = plain;
    signaling.send({ msg_type: 7, rtms_stream_id: meeting.streamId });
    const types = [14, 15, 17];
    for (const type of types) await media.until((message) => message['msg_type'] === type);
    const messages = types.flatMap((type) => ofType(media.received, type).slice(0, 20));
    const last = messages.at(-1)?.['content'] as { timestamp: number };
    await plain.until((message) => {
      const content = message['content'] as { timestamp: number } | undefined;
      return message['msg_type'] === 17 && content?.timestamp === last.timestamp;
    });
    const { streamId } = meeting;
    const payloads = await ask<(string | null)[]>(python, { do: 'decrypt', keys, streamId, messages });
    const sent = new Set(
      types.flatMap((type) =>
        ofType(plain.received, type).map(({ content }) => {
          const { data } = content as { readonly data: string };
          return type === 17 ? Buffer.from(data).toString('base64') : data;
        }),
      ),
    );
    expect(payloads.length).toBeGreaterThan(20);
    expect(payloads.filter((payload) => payload === null || !sent.has(payload))).toEqual([]);

    const [first] = messages as [Json];
    const content = first['content'] as { readonly timestamp: number };
    const later = { ...first, content: { ...content, timestamp: content.timestamp + 20 } };
    expect(await ask(python, { do: 'decrypt', keys, streamId, messages: [later] })).toEqual([null]);
  });

  test('the example of the documentation decrypts the test vectors', async () => {
    const messages = vectors.payloads.map(({ messageType, userId, channelId, timestamp, data }) => ({
      msg_type: messageType,
      content: { user_id: userId, channel_id: channelId, timestamp, data },
    }));
    const path = fileURLToPath(new URL('../../examples/decrypt.py', import.meta.url));
    const { srtpKeys: keys, streamId } = vectors;
    const payloads = await ask<string[]>(python, { do: 'example', path, keys, streamId, messages });
    expect(payloads).toEqual(vectors.payloads.map(({ payload }) => payload));
  });

  test('libsrtp accepts the packets, and refuses changed, repeated and cut ones', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, media: toneSource() });
    const meeting = await server.startMeeting();
    const { signaling, keys } = await openSignaling(server, meeting);
    using _signaling = signaling;
    const udp = await openUdp();
    const { media, answer } = await openMedia(server, meeting, {
      ...L16,
      payload_encryption: true,
      transmission_protocol: 3,
      udp_port: udp.address().port,
    });
    using _media = media;
    const { address, port, streams } = grantOf(answer);
    const [stream] = streams;
    const packets: Buffer[] = [];
    const enough = new Promise<void>((resolve) => {
      udp.on('message', (data, from) => {
        expect({ address: from.address, port: from.port }).toEqual({ address, port });
        packets.push(Buffer.from(data));
        if (packets.length === 30) resolve();
      });
    });
    signaling.send({ msg_type: 7, rtms_stream_id: meeting.streamId });
    await enough;

    const foreign = createSocket('udp4');
    foreign.send(Buffer.alloc(16), port, address);
    udp.send(Buffer.from('not the nonce'), port, address);
    await expect.poll(() => udpCounters(meeting)?.ignored).toBe(2);
    foreign.close();

    const closed = media.closed;
    media[Symbol.dispose]();
    await closed;
    udp.close();

    const received = packets.slice(0, 30);
    const changed = Buffer.from(received[29] as Buffer);
    changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);
    const bad = [changed, received[0], received[29]?.subarray(0, 30)] as Buffer[];
    const results = await ask<{ readonly rtp?: string; readonly error?: string }[]>(python, {
      do: 'unprotect',
      keys,
      streamId: meeting.streamId,
      media: 'audio',
      ssrc: stream?.ssrc,
      packets: [...received.slice(0, 29), ...bad, received[29] as Buffer].map((one) =>
        one.toString('base64'),
      ),
    });
    expect(results.map(({ rtp }) => rtp !== undefined)).toEqual([
      ...Array.from({ length: 29 }, () => true),
      false,
      false,
      false,
      true,
    ]);
    const rtp = results.flatMap(({ rtp: packet }) => packet ?? []).map((one) => Buffer.from(one, 'base64'));
    const [head] = rtp as [Buffer];
    expect(head.readUInt8(1) & 0x7f).toBe(stream?.payload_type);
    expect(head.readUInt32BE(8)).toBe(stream?.ssrc);
    expect(head.readUInt16BE(2)).toBeLessThan(32_768);
    // 20 ms of L16 at 16 kHz: 640 bytes, 320 units of the clock.
    expect(rtp.every(({ length }) => length === 12 + 640)).toBe(true);
    const times = rtp.map((packet) => packet.readUInt32BE(4));
    expect(times.slice(1).every((time, index) => (time - (times[index] ?? 0)) >>> 0 === 320)).toBe(true);
  });
});
