import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { decodeCassetteHeader, decodeCassetteLine, type CassetteLine } from '@rtms-mock/protocol/cassette';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer } from '../../src/server/mock-server.js';
import { temporaryFolder } from '../config/temporary-folder.js';

/** A WebSocket that gathers messages as they came. */
async function open(url: string) {
  const socket = new WebSocket(url);
  const got: string[] = [];
  socket.on('message', (data: Buffer) => got.push(data.toString()));
  await once(socket, 'open');
  const ask = async (message: { readonly msg_type: number }): Promise<void> => {
    socket.send(JSON.stringify(message));
    const answer = `"msg_type":${message.msg_type + 1}`;
    await expect.poll(() => got.some((text) => text.includes(answer))).toBe(true);
  };
  return { socket, got, ask };
}

test('a server exports each stream with every frame that its app received', async () => {
  using folder = temporaryFolder();
  const target = folder.file('export');
  const server = await startMockServer({
    port: 0,
    mediaPort: 0,
    auth: 'off',
    protocol: '2026',
    exportOnExit: target,
  });
  const { streamId, meetingUuid } = await server.startMeeting();
  await server.startMeeting();
  const ids = {
    protocol_version: 1,
    meeting_uuid: meetingUuid,
    rtms_stream_id: streamId,
    signature: 'x'.repeat(64),
  };
  const signaling = await open(server.signalingUrl);
  await signaling.ask({ msg_type: 1, ...ids });
  const media = await open(`${server.mediaUrl}/all`);
  await media.ask({ msg_type: 3, ...ids, media_type: 1 } as { readonly msg_type: number });
  signaling.socket.send(JSON.stringify({ msg_type: 7, rtms_stream_id: streamId }));
  await expect.poll(() => media.got.length, { timeout: 10_000 }).toBeGreaterThan(20);
  const ended = Promise.all([once(signaling.socket, 'close'), once(media.socket, 'close')]);
  await server.close();
  await ended;

  expect(readdirSync(target)).toHaveLength(2);
  const text = readFileSync(`${target}/${streamId}.rtms.jsonl`, 'utf8');
  const [header = '', ...rest] = text.trimEnd().split('\n');
  expect(decodeCassetteHeader(header)).toMatchObject({ header: { recorder: 'server', generation: '2026' } });
  const lines = rest.map((line): CassetteLine => {
    const result = decodeCassetteLine(line);
    if (result.outcome !== 'line') throw new Error(`no line: ${line}`);
    return result.line;
  });
  const sent = lines.flatMap((line) =>
    line.kind === 'text' && line.connection === 'm1' && line.direction === 'to-app' ? [line.message] : [],
  );
  expect(sent).toStrictEqual(media.got.map((message) => JSON.parse(message) as unknown));
  expect(text).not.toContain('x'.repeat(10));
  const kinds = lines.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'open')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'close')).toHaveLength(2);
  const states = lines.flatMap((line) => (line.kind === 'state' ? [line.type] : []));
  expect(states).toContain('terminated');
});

test.runIf(process.platform === 'linux')('a folder that cannot be created is refused at once', async () => {
  const options = { port: 0, mediaPort: 0, exportOnExit: '/proc/nope/cassettes' };
  await expect(startMockServer(options)).rejects.toThrow(
    /^exportOnExit must be a folder for cassettes, and \/proc\/nope\/cassettes cannot be created \(ENOENT at /,
  );
});
