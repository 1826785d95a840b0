import { createDialect, type MediaDataMessage, type Message } from '@rtms-mock/protocol';
import { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';
import { expect } from 'vitest';
import { readJoinTarget } from '../../src/sdk/read-join-target.js';
import type { Connect } from '../../src/network/connect.js';
import { StreamConnection } from '../../src/connection/stream-connection.js';

const silent = { log: () => {} };
export const URLS = { all: 'ws://media/all' };

/**
 * A connection whose sockets open at once, unless `network.mode` says otherwise; `socket(n)` is the server's
 * end of the n-th.
 */
export function setUp(options: { mask?: number; opens?: boolean; reconnect?: boolean } = {}) {
  const clock = new ManualClock();
  const ends: MemorySocket[] = [];
  const urls: string[] = [];
  const told: unknown[] = [];
  const network: { mode: 'opens' | 'fails' | 'hangs' } = {
    mode: options.opens === false ? 'hangs' : 'opens',
  };
  const connect: Connect = (url, handlers) => {
    urls.push(url);
    if (network.mode === 'hangs') return () => told.push('abandoned');
    if (network.mode === 'fails') {
      handlers.failed(new Error('nobody there'));
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
  const wishes = { mask: options.mask ?? 1 };
  const connection = new StreamConnection(
    { clock, connect, dialect: createDialect('2026'), logger: silent },
    target,
    { mediaMask: () => wishes.mask, mediaParams: () => ({}), events: () => [2] },
    {
      confirmed: (status) => told.push(['confirmed', status]),
      signaled: (message: Message) => told.push(['signaled', message.msg_type]),
      media: (message: MediaDataMessage) => told.push(['media', message.content.data]),
      interrupted: (part) => told.push(['interrupted', part]),
      reconnecting: (part, attempt, delayMs) => told.push(['reconnecting', part, attempt, delayMs]),
      reconnected: (part, afterMs) => told.push(['reconnected', part, afterMs]),
      ended: (reason) => told.push(['ended', reason]),
    },
    { reconnect: options.reconnect ?? false },
  );
  connection.start();
  const socket = (n: number) => ({
    say: (message: object) => ends[n]!.send(JSON.stringify(message)),
    heard: () => ends[n]!.received.map((text) => (JSON.parse(text) as Message).msg_type),
    end: ends[n]!,
  });
  return { clock, connection, told, urls, socket, wishes, network };
}

/** As {@link setUp}, with both handshakes done. */
export function joined(mask = 1, reconnect = false) {
  const all = setUp({ mask, reconnect });
  all.socket(0).say({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
  all.socket(1).say({ msg_type: 4, status_code: 0 });
  expect(all.told).toEqual([['confirmed', 0]]);
  all.told.length = 0;
  return all;
}
