import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { MeetingRecord } from '../server/meeting-record.js';
import type { NodeServer } from '../server/node-server.js';

/** Time in which changes of a meeting are collected, in real milliseconds. */
const COLLECT_MS = 20;

/** Receiver of the records of a node. */
export interface RecordKeeper {
  /**
   * Takes the record of a meeting that has begun or changed.
   *
   * @returns false if another node holds the meeting: this one stops playing it
   */
  claim(record: MeetingRecord): Promise<boolean>;
  /** A meeting has ended, or is not kept any more. */
  release(key: string): Promise<void>;
}

/** Parts that {@link followMeetings} uses. */
export interface FollowMeetingsContext {
  /** Real time. */
  readonly clock: Clock;
  /** Called when the keeper has failed. */
  readonly onError: (error: unknown) => void;
}

/**
 * Passes the meetings of a node on as records: each when it is created and whenever something of it changes, such as a stream's
 * state or who is present. Returns a function that ends it.
 */
export function followMeetings(
  server: Pick<NodeServer, 'records' | 'abandon' | 'journal' | 'onStream'>,
  keeper: RecordKeeper,
  { clock, onError }: FollowMeetingsContext,
): Cancel {
  /** Streams that have changed. */
  const changed = new Set<string>();
  /** Keys of the meetings that the keeper has, by stream. */
  const keys = new Map<string, string>();
  let cancelFlush: Cancel | undefined;
  const claim = async (record: MeetingRecord): Promise<void> => {
    if (!(await keeper.claim(record))) server.abandon(record.key);
  };
  const flush = (): void => {
    cancelFlush = undefined;
    const records = server.records(changed);
    const running = new Set(
      records.flatMap(({ meeting }) => meeting.streams.map(({ streamId }) => streamId)),
    );
    const ended = new Set<string>();
    for (const streamId of changed) {
      const key = keys.get(streamId);
      if (key !== undefined && !running.has(streamId)) ended.add(key);
    }
    changed.clear();
    for (const record of records) {
      for (const { streamId } of record.meeting.streams) keys.set(streamId, record.key);
      claim(record).catch(onError);
    }
    for (const key of ended) {
      for (const [streamId, known] of keys) if (known === key) keys.delete(streamId);
      keeper.release(key).catch(onError);
    }
  };
  const note = (streamId: string): void => {
    changed.add(streamId);
    cancelFlush ??= clock.after(COLLECT_MS, flush);
  };
  const unsubscribe = server.journal.subscribe(({ streamId, kind }) => {
    if (streamId !== undefined && kind !== 'message' && kind !== 'webhook') note(streamId);
  });
  // The journal has nothing of a stream that was created and waits for its start.
  const unfollow = server.onStream((streamId, key) => {
    // The keeper has a meeting that this node goes on with, which may end before it is claimed.
    if (key !== undefined) keys.set(streamId, key);
    note(streamId);
  });
  return () => {
    unsubscribe();
    unfollow();
    cancelFlush?.();
  };
}
