import { JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { ManualClock } from '@rtms-mock/server/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bucket } from '../src/bucket.js';
import { NodeLease } from '../src/node-lease.js';

const TIMES = { ttlMs: 3000, marginMs: 300, renewMs: 750 };

/** A bucket in memory whose server can be out of reach. */
class MemoryBucket implements Bucket {
  readonly entries = new Map<string, { readonly revision: number; readonly value: string }>();
  readonly generation = 'one';
  isReachable = true;
  /** The next write takes place, but its answer is lost. */
  losesAnswer = false;
  #revision = 0;

  readonly kv = {
    create: async (key: string, value: string) => this.#write(key, value, 0),
    update: async (key: string, value: string, revision: number) => this.#write(key, value, revision),
    get: async (key: string) => {
      this.#reach();
      const entry = this.entries.get(key);
      return entry ? { ...entry, operation: 'PUT' } : null;
    },
    delete: async (key: string) => void this.entries.delete(key),
  } as unknown as KV;

  async open(): Promise<KV> {
    return this.kv;
  }

  #reach(): void {
    if (!this.isReachable) throw new Error('timeout');
  }

  #write(key: string, value: string, revision: number): number {
    this.#reach();
    if ((this.entries.get(key)?.revision ?? 0) !== revision) {
      throw new JetStreamApiError({ code: 400, err_code: 10_071, description: 'wrong last sequence' });
    }
    this.#revision += 1;
    this.entries.set(key, { revision: this.#revision, value });
    if (this.losesAnswer) {
      this.losesAnswer = false;
      throw new Error('timeout');
    }
    return this.#revision;
  }
}

describe('the lease of a node', () => {
  let clock: ManualClock;
  let bucket: MemoryBucket;
  let events: string[];
  let lease: NodeLease;
  let state: string;

  beforeEach(async () => {
    clock = new ManualClock();
    bucket = new MemoryBucket();
    events = [];
    state = 'ready';
    lease = new NodeLease({
      bucket,
      nodeId: 'a',
      clock,
      times: TIMES,
      describe: () => ({ nodeId: 'a', state }),
      logger: { log: () => {} },
      listener: {
        onBegin: (session) => events.push(`begin ${session}`),
        onLapse: () => events.push('lapse'),
        onResume: () => events.push('resume'),
      },
    });
    await lease.begin();
  });

  /** Lets time pass in steps in which NATS answers. */
  async function pass(durationMs: number): Promise<void> {
    for (let passed = 0; passed < durationMs; passed += 50) {
      clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  test('holds as long as it is renewed', async () => {
    await pass(20_000);
    expect(lease.isHeld).toBe(true);
    expect(events).toEqual(['begin a_1']);
  });

  test('ends before its key expires when it cannot be renewed', async () => {
    await pass(700);
    bucket.isReachable = false;
    await pass(1950);
    expect(lease.isHeld).toBe(true);
    await pass(100);
    expect(lease.isHeld).toBe(false);
    expect(events).toEqual(['begin a_1', 'lapse']);
  });

  test('goes on in the same session if nobody noticed', async () => {
    bucket.isReachable = false;
    await pass(2900);
    bucket.isReachable = true;
    await pass(800);
    expect(lease.isHeld).toBe(true);
    expect(events).toEqual(['begin a_1', 'lapse', 'resume']);
  });

  test('begins a new session after its key has expired', async () => {
    bucket.isReachable = false;
    await pass(3000);
    bucket.entries.delete('a_1');
    bucket.isReachable = true;
    await pass(800);
    expect(events).toEqual(['begin a_1', 'lapse', 'begin a_2']);
    expect([lease.isHeld, lease.session]).toEqual([true, 'a_2']);
  });

  test('an expired key ends the session at once, also before the deadline', async () => {
    bucket.entries.delete('a_1');
    await pass(800);
    expect(events).toEqual(['begin a_1', 'lapse', 'begin a_2']);
  });

  test('a renewal whose answer was lost is recognised', async () => {
    bucket.losesAnswer = true;
    await pass(5000);
    expect(events).toEqual(['begin a_1']);
    expect(lease.isHeld).toBe(true);
  });

  test('a renewal that is under way does not keep a change of the node from the others', async () => {
    const underWay = lease.renew();
    state = 'draining';
    await Promise.all([underWay, lease.renew()]);
    expect(JSON.parse(bucket.entries.get('a_1')?.value ?? '')).toMatchObject({ state: 'draining' });
  });

  test('is gone once it is given up', async () => {
    await lease.giveUp();
    await pass(5000);
    expect([lease.isHeld, lease.session, bucket.entries.size]).toEqual([false, undefined, 0]);
  });
});
