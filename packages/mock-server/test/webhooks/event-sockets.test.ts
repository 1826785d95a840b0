/** Webhooks on a WebSocket in place of a receiver, with a plain client. */
import { memorySocketPair, ManualClock, type MemorySocket } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { startMockServer, type MockServer } from '../../src/index.js';
import { JournalRecorder } from '../../src/journal.js';
import { EventSockets, EVENT_SOCKET_LIMITS } from '../../src/webhooks/event-sockets.js';
import { basic, RestCaller } from '../rest/rest-calls.js';
import { receiver } from './receiver.js';
import { RecordedLogger } from './recorded-logger.js';

const [APP] = DEV_CREDENTIALS.apps;

interface Message {
  readonly module: string;
  readonly success?: boolean;
  readonly content?: string;
}

/** A plain client: it keeps every message until it is asked for. */
class EventClient {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #messages: Message[] = [];
  #arrived = (): void => {};

  constructor(server: MockServer, query: string, headers: { readonly [name: string]: string } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws?${query}`, { headers });
    this.socket.on('message', (data) => {
      this.#messages.push(JSON.parse((data as Buffer).toString('utf8')) as Message);
      this.#arrived();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async next(): Promise<Message> {
    while (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#messages.shift() as Message;
  }

  /** The next webhook. */
  async event(): Promise<{ readonly event: string; readonly payload: { readonly [key: string]: unknown } }> {
    const { module, content } = await this.next();
    expect(module).toBe('message');
    return JSON.parse(content ?? '') as { event: string; payload: { [key: string]: unknown } };
  }
}

async function tokenOf(server: MockServer, clientId = APP.clientId): Promise<string> {
  const { body } = await new RestCaller(server).call('POST', '/oauth/token?grant_type=client_credentials', {
    headers: { authorization: basic(clientId), 'content-type': 'application/x-www-form-urlencoded' },
  });
  return String(body?.['access_token']);
}

async function connected(server: MockServer, id = 'sub-1', clientId = APP.clientId): Promise<EventClient> {
  const client = new EventClient(
    server,
    `subscriptionId=${id}&access_token=${await tokenOf(server, clientId)}`,
  );
  expect(await client.next()).toEqual({ module: 'build_connection', success: true });
  return client;
}

test('a plain client lives through started, heartbeat and stopped', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const client = await connected(server);
  const meeting = await server.startMeeting();
  const started = await client.event();
  expect(started).toMatchObject({
    event: 'meeting.rtms_started',
    payload: { rtms_stream_id: meeting.streamId, server_urls: server.signalingUrl },
  });

  client.socket.send('{"module":"heartbeat"}');
  expect(await client.next()).toEqual({ module: 'heartbeat', success: true });

  await meeting.end();
  expect(await client.event()).toMatchObject({
    event: 'meeting.rtms_stopped',
    payload: { rtms_stream_id: meeting.streamId, stop_reason: 6 },
  });
  const sent = server.journal.find({ kind: 'webhook', streamId: meeting.streamId });
  expect(sent.map(({ type }) => type)).toEqual(['meeting.rtms_started', 'meeting.rtms_stopped']);
  expect(JSON.stringify(server.journal.find())).not.toContain(await tokenOf(server));
});

test('an app that has a receiver too gets both; other apps get nothing', async () => {
  await using app = await receiver();
  const second = { ...APP, clientId: 'second' };
  await using server = await startMockServer({
    port: 0,
    mediaPort: 0,
    credentials: { ...DEV_CREDENTIALS, apps: [{ ...APP, webhookUrl: app.url }, second] },
  });
  const [client, other] = await Promise.all([connected(server), connected(server, 'sub-2', 'second')]);
  await server.startMeeting();
  expect((await client.event()).event).toBe('meeting.rtms_started');
  expect(app.requests).toHaveLength(1);
  await server.startMeeting({ clientId: 'second', topic: 'theirs' });
  expect((await other.event()).event).toBe('meeting.rtms_started');
});

test('steps reach a client that has no receiver', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const client = await connected(server);
  const meeting = await server.startMeeting({ start: false });
  await meeting.inject({ do: 'webhook', event: 'meeting.started' });
  expect((await client.event()).event).toBe('meeting.started');
});

test('a stream that was announced on an event socket is not started again', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const client = await connected(server);
  const meeting = await server.startMeeting({ start: false });
  const rest = new RestCaller(server);
  const path = `live_meetings/${meeting.view().meetingId}`;
  for (let starts = 0; starts < 2; starts += 1) {
    expect((await rest.setStatus(path, { action: 'start' })).status).toBe(204);
  }
  await meeting.waitFor('created');
  await expect(meeting.start()).rejects.toThrow('it is already running');
  await meeting.end();
  expect((await client.event()).event).toBe('meeting.rtms_started');
  expect((await client.event()).event).toBe('meeting.rtms_stopped');
});

describe('an event socket is refused', () => {
  test.each([
    ['an unknown token', 'subscriptionId=x&access_token=wrong', 'Invalid Token'],
    ['no token', 'subscriptionId=x', 'Invalid Token'],
    ['no subscription', 'access_token=wrong', 'subscriptionId is missing'],
  ])('for %s', async (_what, query, content) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const client = new EventClient(server, query);
    expect(await client.next()).toEqual({ module: 'build_connection', success: false, content });
    expect(await client.closed).toEqual({ code: 1008, reason: content });
  });

  test('for pages of other origins, and needs no API token', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, apiToken: 'secret' });
    const page = new EventClient(server, 'subscriptionId=x', { origin: 'https://evil.example' });
    const error = await new Promise<Error>((resolve) => page.socket.once('error', resolve));
    expect(error.message).toBe('Unexpected server response: 403');
    await connected(server);
  });

  test('on the media port', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const socket = new WebSocket(`${server.mediaUrl}/ws`);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toBe('Unexpected server response: 404');
  });
});

test('a newer connection of the same subscription replaces the older one', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const old = await connected(server);
  const newer = await connected(server);
  expect(await old.closed).toEqual({ code: 1000, reason: 'Replaced by a newer connection' });
  await server.startMeeting();
  expect((await newer.event()).event).toBe('meeting.rtms_started');
});

test('authentication can be off', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, auth: 'off' });
  const client = new EventClient(server, 'subscriptionId=x');
  expect(await client.next()).toMatchObject({ success: true });
});

describe('limits', () => {
  function setUp() {
    const clock = new ManualClock();
    const logger = new RecordedLogger();
    const journal = new JournalRecorder(clock);
    const events = new EventSockets({ clientOf: (token) => token, clock, journal, logger });
    const open = (id: string): [client: MemorySocket, server: MemorySocket] => {
      const [client, server] = memorySocketPair();
      events.open(server, new URLSearchParams({ subscriptionId: id, access_token: 'app' }));
      return [client, server];
    };
    return { clock, logger, journal, events, open };
  }
  const BODY = { event: 'a.b', event_ts: 1, payload: {} };

  test('a client without heartbeats is closed, one with heartbeats stays', () => {
    const { clock, open, events } = setUp();
    const [silent] = open('1');
    const [alive] = open('2');
    for (let beats = 0; beats < 5; beats += 1) {
      clock.advance(30_000);
      alive.send('{"module":"heartbeat"}');
    }
    expect(silent.closed).toMatchObject({ code: 1008, reason: 'no heartbeat arrived for 65 s' });
    expect(alive.closed).toBeUndefined();
    expect(events.isOpen('app')).toBe(true);
  });

  test('anything but a heartbeat is ignored, and says so', () => {
    const { logger, open, events } = setUp();
    const [client] = open('1');
    const deep = `${'['.repeat(500)}${']'.repeat(500)}`;
    for (const text of ['x', '[]', '{"module":"other"}', `{"module":"heartbeat","a":${deep}}`])
      client.send(text);
    client.send(`{"module":"heartbeat","a":"${'a'.repeat(EVENT_SOCKET_LIMITS.messageBytes)}"}`);
    expect(client.received).toHaveLength(1);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(5);
    expect(events.isOpen('app')).toBe(true);
  });

  test('a client that does not read is closed', () => {
    const { clock, open, events } = setUp();
    const [client, server] = open('1');
    server.stall();
    for (let sent = 0; sent < 3; sent += 1) {
      events.publish('app', { ...BODY, payload: { text: 'a'.repeat(500_000) } });
    }
    expect(events.isOpen('app')).toBe(false);
    clock.advance(EVENT_SOCKET_LIMITS.closeMs);
    expect(client.closed).toBeDefined();
  });

  test('no more than a fixed number is open', () => {
    const { open } = setUp();
    for (let id = 0; id < EVENT_SOCKET_LIMITS.sockets; id += 1) open(String(id));
    const [refused] = open('one more');
    expect(JSON.parse(refused.received[0] ?? '')).toMatchObject({ success: false });
    expect(refused.closed?.code).toBe(1013);
    const [replacing] = open('1');
    expect(replacing.closed).toBeUndefined();
  });
});
