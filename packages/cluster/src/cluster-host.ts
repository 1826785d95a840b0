import type { MeetingRecord } from '@rtms-mock/server/fleet';

/** Requirements of a cluster towards the process that plays meetings. */
export interface ClusterHost {
  /** Goes on with a meeting that another node has played. */
  adopt(record: MeetingRecord): Promise<void>;
  /** Stops to play a meeting without a word to its apps: another node plays it. */
  abandon(key: string): void;
}
