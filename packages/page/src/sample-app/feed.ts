/** Follows the feed of the sample app, and connects again whenever it is lost. */
import { signal } from '@preact/signals';
import { BASE } from '../api/http.js';
import type { LinkState } from '../api/live-socket.js';
import { RecordReader, type FeedRecord } from './record-reader.js';

/** State of the feed. */
export const feedState = signal<LinkState>('connecting');

const RETRY_MS = 1000;

/** Calls `take` with every record. */
export function followFeed(take: (record: FeedRecord) => void): void {
  const follow = async (): Promise<void> => {
    try {
      const response = await fetch(new URL('api/feed', BASE), { cache: 'no-store' });
      if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
      await read(response.body, take);
    } catch {
      // The header of the page says that the app cannot be reached.
    }
    feedState.value = 'lost';
    setTimeout(() => void follow(), RETRY_MS);
  };
  void follow();
}

async function read(body: ReadableStream<Uint8Array>, take: (record: FeedRecord) => void): Promise<void> {
  const records = new RecordReader();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    feedState.value = 'open';
    for (const record of records.push(value)) take(record);
  }
}
