import { memorySocketPair } from '@rtms-mock/protocol/testing';
import type { Socket } from '@rtms-mock/protocol';
import { expect, onTestFinished, test, vi } from 'vitest';
import { nextTurn } from '../../src/clock.js';
import { ClockClosedError, VirtualClock } from '../../src/time/virtual-clock.js';

function startClock(): VirtualClock {
  const clock = new VirtualClock({
    startUnixMs: 1000,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => clock.close());
  return clock;
}

/** A socket whose peer answers pings and keep-alives when the test lets it. */
class FakePeer implements Socket {
  readonly sent: string[] = [];
  readonly bufferedBytes = 0;
  onPing: (onPong: () => void) => void = (onPong) => setImmediate(onPong);
  #receive: ((data: string) => void)[] = [];
  #close: ((code: number, reason: string) => void)[] = [];

  send(text: string): void {
    this.sent.push(text);
  }

  ping(onPong: () => void): void {
    this.onPing(onPong);
  }

  receive(text: string): void {
    for (const callback of this.#receive) callback(text);
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#receive.push(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#close.push(callback);
  }

  close(): void {
    setImmediate(() => this.#close.forEach((callback) => callback(1000, '')));
  }

  terminate(): void {
    this.close();
  }
}

const NAME = { connectionId: 'm1', streamId: () => 'S' };

test('time stands still until it is advanced, and moves in order', async () => {
  const clock = startClock();
  const seen: string[] = [];
  clock.after(20, () => seen.push(`b ${clock.now()} ${clock.unixMs()}`));
  clock.after(10, () => {
    seen.push(`a ${clock.now()}`);
    clock.after(5, () => seen.push(`nested ${clock.now()}`));
  });
  clock.after(10, () => seen.push(`same time ${clock.now()}`));
  clock.after(30, () => seen.push('later'));
  clock.after(1, () => seen.push('cancelled'))();
  await nextTurn();
  expect(seen).toEqual([]);
  expect(clock.now()).toBe(0);
  expect(await clock.advance(25)).toEqual({ nowMs: 25, unixMs: 1025, lagging: [] });
  expect(seen).toEqual(['a 10', 'same time 10', 'nested 15', 'b 20 1020']);
  expect(clock.now()).toBe(25);
});

test('calls of advance before the last one has ended add up', async () => {
  const clock = startClock();
  const [first, second] = await Promise.all([clock.advance(10), clock.advance(10)]);
  expect([first.nowMs, second.nowMs]).toEqual([10, 20]);
});

test('a reader has read each message before the next moment', async () => {
  const clock = startClock();
  const peer = new FakePeer();
  const order: string[] = [];
  peer.onPing = (onPong) =>
    setImmediate(() => {
      order.push(`read at ${clock.now()}`);
      onPong();
    });
  const socket = clock.awaited(peer, NAME);
  for (const ms of [10, 20]) clock.after(ms, () => socket.send(`sent at ${clock.now()}`));
  clock.after(30, () => order.push('nothing is sent at 30'));
  await clock.advance(40);
  expect(peer.sent).toEqual(['sent at 10', 'sent at 20']);
  expect(order).toEqual(['read at 10', 'read at 20', 'nothing is sent at 30']);
});

test('what a reader answers counts at the same moment', async () => {
  const clock = startClock();
  const peer = new FakePeer();
  const socket = clock.awaited(peer, NAME);
  const answers: number[] = [];
  socket.onMessage(() => answers.push(clock.now()));
  peer.onPing = (onPong) => {
    setImmediate(() => {
      peer.receive('an answer');
      onPong();
    });
  };
  clock.after(10, () => socket.send('a question'));
  clock.after(11, () => {});
  await clock.advance(20);
  expect(answers).toEqual([10]);
});

test('a keep-alive is waited for, also where the pong comes sooner', async () => {
  const clock = startClock();
  const peer = new FakePeer();
  const socket = clock.awaited(peer, NAME);
  let answeredAtMs: number | undefined;
  socket.onMessage(() => {
    answeredAtMs = clock.now();
  });
  clock.after(10, () => socket.send('{"msg_type":12,"timestamp":1}'));
  clock.after(20, () => {});
  const advancing = clock.advance(30);
  await expect.poll(() => peer.sent).toHaveLength(1);
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  expect(clock.now()).toBe(10);
  peer.receive('{"msg_type": 13, "timestamp": 1}');
  await advancing;
  expect(answeredAtMs).toBe(10);
});

test('the packets of a fifth of a second share one wait, and everything else ends it', async () => {
  const clock = startClock();
  const peer = new FakePeer();
  const pings: number[] = [];
  peer.onPing = (onPong) => {
    pings.push(clock.now());
    setImmediate(onPong);
  };
  const socket = clock.awaited(peer, NAME);
  const play = (): void => {
    socket.sendAll?.([{ byteLength: 1, writeTo: () => {} }]);
    clock.media.after(20, play);
  };
  clock.media.after(20, play);
  clock.after(210, () => {});
  await clock.advance(300);
  expect(pings).toEqual([200, 300]);
});

test('webhooks and preparations keep the time', async () => {
  const clock = startClock();
  const release = clock.holdStill({ what: 'a webhook' });
  const seen: number[] = [];
  clock.after(10, () => seen.push(clock.now()));
  const advancing = clock.advance(20);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(seen).toEqual([]);
  release();
  release();
  await advancing;
  expect(seen).toEqual([10]);
});

test('an app with timers of the clock is not waited for where it waits for one of them itself', async () => {
  const clock = startClock();
  const seen: string[] = [];
  clock.after(5, () => {
    const connected = clock.holdStill({ what: 'the app to connect again', isTurnOfApp: true });
    clock.forApps.after(10, () => {
      seen.push(`back-off over at ${clock.now()}`);
      connected();
    });
  });
  await clock.advance(20);
  expect(seen).toEqual(['back-off over at 15']);
});

test('who does not read or answer is waited for 5 s once, and named', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const clock = startClock();
  const peer = new FakePeer();
  const pongs: (() => void)[] = [];
  peer.onPing = (onPong) => pongs.push(onPong);
  const socket = clock.awaited(peer, NAME);
  clock.after(10, () => socket.send('{"msg_type":"KEEP_ALIVE_REQ"}'));
  clock.after(20, () => socket.send('more'));
  clock.after(25, () => clock.holdStill({ what: 'an answer', streamId: 'S' }));
  const advancing = clock.advance(30);
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  };
  await turns();
  expect(clock.now()).toBe(10);
  vi.advanceTimersByTime(4990);
  await turns();
  expect(clock.now()).toBe(10);
  vi.advanceTimersByTime(20);
  await turns();
  expect(clock.now()).toBe(25);
  vi.advanceTimersByTime(5010);
  const { lagging } = await advancing;
  expect(lagging).toEqual([
    { waitedFor: 'a pong', streamId: 'S', connectionId: 'm1' },
    { waitedFor: 'KEEP_ALIVE_RESP', streamId: 'S', connectionId: 'm1' },
    { waitedFor: 'an answer', streamId: 'S' },
  ]);
  pongs[0]?.();
  peer.receive('{"msg_type":"KEEP_ALIVE_RESP"}');
  peer.onPing = (onPong) => setImmediate(onPong);
  expect((await clock.advance(10)).lagging).toEqual([]);
});

test('media that the server prepares is waited for longer than an app', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const clock = startClock();
  const waitedUntil = async (realMs: number): Promise<number> => {
    vi.advanceTimersByTime(realMs);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    return clock.now();
  };
  const prepared = clock.holdStill({ what: 'the preparation of media', isOwnWork: true });
  const first = clock.advance(10);
  expect([await waitedUntil(0), await waitedUntil(50_000)]).toEqual([0, 0]);
  prepared();
  expect(await first).toMatchObject({ nowMs: 10, lagging: [] });

  clock.holdStill({ what: 'the preparation of media', isOwnWork: true });
  const second = clock.advance(10);
  expect([await waitedUntil(0), await waitedUntil(59_990), await waitedUntil(20)]).toEqual([10, 10, 20]);
  expect((await second).lagging).toEqual([{ waitedFor: 'the preparation of media' }]);
});

test('a socket that is closed or cannot be pinged delays nothing', async () => {
  const clock = startClock();
  const peer = new FakePeer();
  const socket = clock.awaited(peer, NAME);
  socket.send('hello');
  socket.close();
  const [server] = memorySocketPair();
  clock.awaited(server, NAME).send('hello');
  expect(await clock.advance(10)).toMatchObject({ nowMs: 10, lagging: [] });
});

test('an exception of a timer does not stop the others', async () => {
  const clock = startClock();
  const uncaught: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  const error = new Error('of a test');
  const seen: number[] = [];
  clock.after(5, () => {
    throw error;
  });
  clock.after(5, () => seen.push(clock.now()));
  await clock.advance(10);
  expect(seen).toEqual([5]);
  expect(uncaught).toEqual([error]);
});

test('a wait advances the time until it is cancelled, or reached', async () => {
  const clock = startClock();
  const reached = vi.fn<() => void>();
  const cancel = clock.advanceUntilCancelled(100, reached);
  clock.after(50, () => cancel());
  await expect.poll(() => clock.now()).toBe(50);
  await new Promise<void>((resolve) => void clock.advanceUntilCancelled(10, resolve));
  expect(clock.now()).toBe(60);
  expect(reached).not.toHaveBeenCalled();
});

test('time that runs freely does so while it is to, and no longer', async () => {
  const clock = startClock();
  let isTo = false;
  const seen: number[] = [];
  const tick = (): void => {
    seen.push(clock.now());
    if (clock.now() === 30) isTo = false;
    clock.after(10, tick);
  };
  clock.after(10, tick);
  clock.runFreelyWhile(() => isTo);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(seen).toEqual([]);
  isTo = true;
  clock.noteEvent();
  await expect.poll(() => seen).toEqual([10, 20, 30]);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(seen).toEqual([10, 20, 30]);
});

test('an advance that is interrupted by the end of the server is rejected', async () => {
  const clock = startClock();
  clock.holdStill({ what: 'a webhook' });
  const advancing = clock.advance(10);
  clock.close();
  await expect(advancing).rejects.toThrow(ClockClosedError);
  await expect(clock.advance(10)).rejects.toThrow('The server has closed while its time was advanced.');
});

test('timers of apps go on in real time when the server has closed, unless they are cancelled', async () => {
  const clock = startClock();
  const fired: string[] = [];
  const ended = new Promise<void>((resolve) => void clock.forApps.after(1, resolve));
  clock.forApps.after(1, () => fired.push('cancelled before'))();
  const cancel = clock.forApps.after(1, () => fired.push('cancelled after'));
  clock.after(1, () => fired.push('of the server'));
  clock.close();
  cancel();
  await ended;
  await new Promise<void>((resolve) => void clock.forApps.after(1, resolve));
  expect(fired).toEqual([]);
});
