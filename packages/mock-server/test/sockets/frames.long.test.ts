import { once } from 'node:events';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEV_CREDENTIALS, startMockServer } from '../../src/index.js';

/** A client that notes each message and if its frame was binary. */
async function listen(url: string): Promise<{ socket: WebSocket; got: [boolean, { msg_type: number }][] }> {
  const socket = new WebSocket(url);
  const got: [boolean, { msg_type: number }][] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    got.push([isBinary, JSON.parse(data.toString()) as { msg_type: number }]);
  });
  await once(socket, 'open');
  return { socket, got };
}

test.each([
  ['binary', 'off'],
  ['binary', 1000],
  ['text', 100],
] as const)(
  'signaling and media come in %s frames of %s bytes at most',
  { timeout: 30_000 },
  async (frames, fragment) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, frames, fragment });
    const meeting = await server.startMeeting();
    const ids = { meeting_uuid: meeting.meetingUuid, rtms_stream_id: meeting.streamId };
    const signature = signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId);
    const signaling = await listen(server.signalingUrl);
    const say = ({ socket }: typeof signaling, body: object): void =>
      socket.send(JSON.stringify({ ...ids, ...body }));
    say(signaling, { msg_type: 1, protocol_version: 1, signature });
    await expect.poll(() => signaling.got.length).toBeGreaterThan(0);
    const media = await listen(server.mediaUrl);
    say(media, { msg_type: 3, protocol_version: 1, signature, media_type: 32 });
    await expect.poll(() => media.got.length).toBe(1);
    say(signaling, { msg_type: 7 });
    const types = (): number[] => media.got.map(([, { msg_type }]) => msg_type);
    await expect.poll(types, { timeout: 20_000 }).toEqual(expect.arrayContaining([4, 14, 15, 17]));
    const binary = [...signaling.got, ...media.got].map(([isBinary]) => isBinary);
    expect(new Set(binary)).toEqual(new Set([frames === 'binary']));
    const recorded = server.journal.find({ kind: 'message', direction: 'sent' }).map(({ frame }) => frame);
    expect(new Set(recorded)).toEqual(new Set([frames === 'binary' ? 'binary' : undefined]));
    for (const { socket } of [signaling, media]) socket.terminate();
  },
);
