import type { ConnectionSample } from '../api/bodies.js';

/** Values of one connection over one second. */
export interface Point {
  /** Time of meetings, in Unix seconds. */
  readonly unixS: number;
  readonly framesPerS: number;
  readonly bytesPerS: number;
  /** Milliseconds; the max so far. */
  readonly latenessMs: number;
  /** Dropped and skipped frames in this second. */
  readonly lost: number;
  readonly bufferedBytes: number;
}

/** The course of one connection. */
export interface Course {
  readonly streamId: string;
  readonly connectionId: string;
  readonly points: readonly Point[];
  /** Totals of the newest sample, from which the next difference is taken. */
  readonly totals: Totals;
}

/** Sums over all media types of a connection. */
export interface Totals {
  readonly atMs: number;
  readonly frames: number;
  readonly bytes: number;
  readonly lost: number;
  readonly latenessMs: number;
}

/** Seconds that a plot shows. */
export const SHOWN_SECONDS = 120;

interface Sample {
  readonly streamId: string;
  readonly connection: ConnectionSample;
  /** Milliseconds since the server started. */
  readonly atMs: number;
  /** Time of meetings, in Unix milliseconds. */
  readonly unixMs: number;
}

/** A course with one more point: the difference to the sample before. */
export function extended(course: Course | undefined, { streamId, connection, atMs, unixMs }: Sample): Course {
  const totals = totalsOf(connection, atMs);
  const base = { streamId, connectionId: connection.id, totals };
  if (course === undefined) return { ...base, points: [] };
  const seconds = (atMs - course.totals.atMs) / 1000;
  if (seconds <= 0) return course;
  const point: Point = {
    unixS: unixMs / 1000,
    framesPerS: (totals.frames - course.totals.frames) / seconds,
    bytesPerS: (totals.bytes - course.totals.bytes) / seconds,
    latenessMs: totals.latenessMs,
    lost: totals.lost - course.totals.lost,
    bufferedBytes: connection.bufferedBytes,
  };
  return { ...base, points: [...course.points, point].slice(-SHOWN_SECONDS) };
}

function totalsOf({ media }: ConnectionSample, atMs: number): Totals {
  const counters = Object.values(media);
  const sum = (value: (one: (typeof counters)[number]) => number): number =>
    counters.reduce((total, one) => total + value(one), 0);
  return {
    atMs,
    frames: sum(({ frames }) => frames),
    bytes: sum(({ bytes }) => bytes),
    lost: sum(({ dropped, skipped }) => dropped + skipped),
    latenessMs: Math.max(0, ...counters.map(({ latenessMaxMs }) => latenessMaxMs)),
  };
}
