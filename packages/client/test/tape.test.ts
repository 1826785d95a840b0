import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeCassetteHeader, decodeCassetteLine, type CassetteLine } from '@rtms-mock/protocol/cassette';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { LogLevel, Logger } from '../src/logger.js';
import { freePath, TapeFile } from '../src/network/tape-file.js';
import { Tape, tapeOf } from '../src/network/tape.js';
import { realClock } from '@rtms-mock/protocol/clock';
import { webSocketConnect } from '../src/network/ws-socket.js';
import { VERSION } from '../src/version.js';

let folder = '';
const log: string[] = [];
const logger = {
  log: (level: LogLevel, _part: string, text: string) => void log.push(`${level} ${text}`),
} as unknown as Logger;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtms-mock-tape-'));
  log.length = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(path: string): CassetteLine[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  expect(decodeCassetteHeader(header)).toMatchObject({
    ok: true,
    header: {
      recorder: 'client',
      generation: '2026',
      product: { version: expect.stringMatching(/^\d/) as string },
    },
  });
  return lines.map((line) => {
    const result = decodeCassetteLine(line);
    if (result.outcome !== 'line') throw new Error(`no line: ${line}`);
    return result.line;
  });
}

/** Opens a recorded socket to a server. */
async function connected(tape: Tape, server: WebSocketServer) {
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/`;
  const accepted = once(server, 'connection') as Promise<[WebSocket]>;
  const socket = await new Promise<
    Parameters<Parameters<ReturnType<typeof webSocketConnect>>[1]['opened']>[0]
  >((resolve, reject) => webSocketConnect({ tape })(url, { opened: resolve, failed: reject }));
  return { url, socket, peer: (await accepted)[0] };
}

test('a cassette names the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as object;
  expect(manifest).toMatchObject({ version: VERSION });
});

describe.each(['talk.rtms.jsonl', 'talk.rtms.jsonl.gz'])('a recording in %s', (name) => {
  test('has messages with their frames, pings and closes of both sides', async () => {
    const path = join(folder, name);
    const tape = new Tape({ path, redacted: [], logger, clock: realClock });
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { url, socket, peer } = await connected(tape, server);
    socket.send('{"msg_type":1,"signature":"0123456789"}');
    await once(peer, 'message');
    const got = new Promise((resolve) => socket.onMessage(resolve));
    peer.ping('p');
    peer.send(Buffer.from('{"msg_type":2,"status_code":0,"reason":""}'));
    await got;
    peer.close(1000, 'bye');
    await new Promise<void>((resolve) => socket.onClose(() => resolve()));
    tape.close();
    server.close();

    expect(linesOf(path)).toMatchObject([
      { kind: 'open', connection: 's1', detail: { socket: 'signaling', url } },
      { kind: 'text', direction: 'to-service', message: { msg_type: 1, signature: '…6789' } },
      { kind: 'ping', direction: 'to-app', data: 'cA==' },
      { kind: 'pong', direction: 'to-service', data: 'cA==' },
      { kind: 'binary', direction: 'to-app', message: { msg_type: 2 } },
      { kind: 'close', direction: 'to-app', code: 1000, reason: 'bye' },
    ]);
  });
});

test('sockets for media are told by their handshake, and a close of the client is one', async () => {
  const path = join(folder, 'a.rtms.jsonl');
  const tape = new Tape({ path, redacted: ['names'], logger, clock: realClock });
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { socket, peer } = await connected(tape, server);
  socket.send('{"msg_type":3,"user_name":"Ana"}');
  await once(peer, 'message');
  socket.close(1000, 'done');
  await new Promise<void>((resolve) => socket.onClose(() => resolve()));
  tape.close();
  server.close();
  expect(linesOf(path)).toMatchObject([
    { kind: 'open', connection: 'm1', detail: { socket: 'media' } },
    { kind: 'text', message: { user_name: 'Person 1' }, meta: { redacted: true } },
    { kind: 'close', connection: 'm1', direction: 'to-service', code: 1000 },
  ]);
});

describe('an existing file', () => {
  test('is never overwritten: another name is chosen and logged', () => {
    const path = join(folder, 'a.rtms.jsonl.gz');
    writeFileSync(path, 'old');
    expect(freePath(path)).toBe(join(folder, 'a-2.rtms.jsonl.gz'));
    new Tape({ path, redacted: [], logger, clock: realClock }).close();
    expect(readdirSync(folder).toSorted()).toStrictEqual(['a-2.rtms.jsonl.gz', 'a.rtms.jsonl.gz']);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(log).toStrictEqual([
      `2 Recording in ${freePath(path).replace('-3', '-2')}, because ${path} exists`,
    ]);
  });
});

describe('a wrong option', () => {
  test.each([
    ['talk.json', [], /must end with \.rtms\.jsonl or \.rtms\.jsonl\.gz, found "talk\.json"/],
    ['talk.rtms.jsonl', ['media'], /must be names, text or both, found "media"/],
    ['/no/such/talk.rtms.jsonl', [], /cannot be created: ENOENT/],
  ])('%s %j is refused in one sentence', (path, redact, message) => {
    expect(() => tapeOf(path, redact, logger)).toThrow(message);
  });
});

test.runIf(existsSync('/dev/full'))('a file that cannot be written says so once, and the lines wait', () => {
  const problems: string[] = [];
  const file = new TapeFile({
    path: '/dev/full',
    clock: realClock,
    report: (problem) => void problems.push(problem),
    flags: 'a',
  });
  file.append('[]');
  file.flush();
  file.flush();
  expect(problems.filter((problem) => problem.includes('ENOSPC'))).toHaveLength(1);
});

describe.each(['a.rtms.jsonl', 'a.rtms.jsonl.gz'])('before the first handshake, the cassette %s', (name) => {
  const textOf = (path: string): string => {
    const bytes = readFileSync(path);
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };

  test('has its header and lines after a crash', () => {
    const path = join(folder, name);
    const tape = new Tape({ path, redacted: [], logger, clock: realClock });
    expect(linesOf(path)).toEqual([]);
    tape.socket('ws://127.0.0.1:1/').sent('{"msg_type":1}');
    tape.flush();
    expect(linesOf(path).map(({ kind }) => kind)).toEqual(['open', 'text']);
    tape.close();
  });

  test('gets another header for another generation, and keeps its lines', () => {
    const path = join(folder, name);
    const tape = new Tape({ path, redacted: [], logger, clock: realClock });
    const socket = tape.socket('ws://127.0.0.1:1/');
    socket.sent('{"msg_type":1}');
    tape.flush();
    socket.received(Buffer.from('{"msg_type":2,"status_code":0}'), false);
    tape.close();
    const [header = '', ...lines] = textOf(path).trimEnd().split('\n');
    expect(decodeCassetteHeader(header)).toMatchObject({ header: { generation: '2025' } });
    expect(lines).toHaveLength(3);
  });
});
