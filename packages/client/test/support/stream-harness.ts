import { createDialect, type MediaDataMessage, type Message } from '@rtms-mock/protocol';
import { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';
import { expect } from 'vitest';
import { readJoinTarget } from '../../src/sdk/read-join-target.js';
import type { Connect } from '../../src/network/connect.js';
import { StreamConnection } from '../../src/connection/stream-connection.js';

export const URLS = { all: 'ws://media/all' };

/**
 * A connection whose sockets open immediately, unless `network.mode` is another. `socket(n)` is the server's end of
 * the n-th socket.
 */
export function setUp(options: { mask?: number; opens?: boolean; reconnect?: boolean } = {}) {
  const clock = new ManualClock();
  const ends: MemorySocket[] = [];
  const urls: string[] = [];
  const notified: unknown[] = [];
  const lines: string[] = [];
  /** A handler that the test makes throw. */
  const failing: { handler?: 'signaled' | 'media' | 'confirmed' | 'reconnecting' } = {};
  /** Code of the app that runs in a notification. */
  const onNotified: { interrupted?: () => void } = {};
  const notify = (name: string, ...values: unknown[]): void => {
    if (failing.handler === name) throw new Error(`${name} fails on purpose`);
    notified.push([name, ...values]);
  };
  const network: { mode: 'opens' | 'fails' | 'hangs' } = {
    mode: options.opens === false ? 'hangs' : 'opens',
  };
  const connect: Connect = (url, handlers) => {
    urls.push(url);
    if (network.mode === 'hangs') return () => notified.push('abandoned');
    if (network.mode === 'fails') {
      handlers.failed(new Error('no server'));
      return () => {};
    }
    const [near, far] = memorySocketPair();
    ends.push(far);
    handlers.opened(near);
    return () => near.terminate();
  };
  const target = readJoinTarget({
    meeting_uuid: 'm',
    rtms_stream_id: 's',
    signature: 'sig',
    server_urls: 'ws://signaling',
    timeout: 4000,
  });
  const logger = {
    log: (level: number, _component: string, message: string): void => {
      lines.push(`${level} ${message}`);
    },
  };
  const content = { mask: options.mask ?? 1 };
  const connection = new StreamConnection(
    { clock, connect, dialect: createDialect('2026'), logger },
    target,
    { mediaMask: () => content.mask, mediaParams: () => ({}), events: () => [2] },
    {
      confirmed: (status) => notify('confirmed', status),
      signaled: (message: Message) => notify('signaled', message.msg_type),
      rejected: () => {},
      media: (message: MediaDataMessage) => notify('media', message.content.data),
      interrupted: (part) => {
        notify('interrupted', part);
        onNotified.interrupted?.();
      },
      reconnecting: (part, attempt, delayMs) => notify('reconnecting', part, attempt, delayMs),
      reconnected: (part, afterMs) => notify('reconnected', part, afterMs),
      ended: (reason) => notify('ended', reason),
    },
    { reconnect: options.reconnect ?? false },
  );
  connection.start();
  const socket = (n: number) => ({
    send: (message: object) => ends[n]!.send(JSON.stringify(message)),
    types: () => ends[n]!.received.map((text) => (JSON.parse(text) as Message).msg_type),
    end: ends[n]!,
  });
  return { clock, connection, notified, urls, socket, content, network, lines, failing, onNotified };
}

/** {@link setUp} after both handshakes. */
export function joined(mask = 1, reconnect = false) {
  const all = setUp({ mask, reconnect });
  all.socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
  all.socket(1).send({ msg_type: 4, status_code: 0 });
  expect(all.notified).toEqual([['confirmed', 0]]);
  all.notified.length = 0;
  return all;
}
