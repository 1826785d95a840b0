import { BYTES, choice } from '../input/kinds.js';
import {
  LATE_FRAMES,
  TIME_MODES,
  TIMELINE_STARTS,
  type LateFrames,
  type TimelineStart,
  type TimeMode,
} from '../policies.js';
import { SEED, SPEED } from './kinds.js';
import type { Options } from './option.js';

/** Options of meetings and their media: a part of the table `SETTINGS`. */
export const PLAYBACK_SETTINGS = {
  /**
   * Time of meetings: real, or virtual, which stands still until it is advanced: by `advance` of the server, or by `POST
   * /api/time/advance`. It then waits until every app has read what was due.
   *
   * @default `'real'`
   */
  time: {
    kind: choice<TimeMode>(TIME_MODES),
    default: 'real',
    group: 'meetings',
    description: 'time of meetings: real, or virtual, which stands still until it is advanced',
  },
  /**
   * Speed of meetings: 10 is ten times as fast as real time. Time limits for the app (connecting, handshakes,
   * reconnecting) last at least 10 s of real time, or their own duration if that is shorter. With `max`, time is virtual and
   * advances by itself, as fast as apps read.
   *
   * @default `1`
   */
  speed: {
    kind: SPEED,
    default: 1,
    group: 'meetings',
    isCommon: true,
    description:
      'speed of meetings: 10 is ten times as fast as real time; max is virtual time that advances as fast as apps read',
  },
  /**
   * Beginning of a meeting's timeline: its creation, as at the real service, or the first CLIENT_READY_ACK, so that no app
   * misses any media at any speed. The default of the command is `created`.
   *
   * @default `'ready'`
   */
  timelineStart: {
    kind: choice<TimelineStart>(TIMELINE_STARTS),
    default: 'ready',
    flagDefault: 'created',
    group: 'meetings',
    description:
      "beginning of a meeting's timeline: its creation, as at the real service, or the first CLIENT_READY_ACK, so that no app misses any media at any speed",
  },
  /**
   * Makes generated ids repeatable. Virtual time then begins on 1 January 2026.
   *
   * @default random ids, and virtual time begins now
   */
  seed: {
    kind: SEED,
    defaultText: 'random ids, and virtual time begins now',
    group: 'meetings',
    description: 'makes generated ids repeatable; virtual time then begins on 1 January 2026',
  },
  /**
   * Frames that the server itself sends late: all of them, or only those that are still current. After a delay of more
   * than 10 s both continue with the current frames. Frames left out are counted as `skipped`.
   *
   * @default `'burst'`
   */
  lateFrames: {
    kind: choice<LateFrames>(LATE_FRAMES),
    default: 'burst',
    group: 'media',
    description:
      'frames that the server itself sends late: all of them, or only those that are still current',
  },
  /** Bytes of media that wait for a slow app before the oldest are dropped, such as 512k. @default `4M` */
  mediaBufferBytes: {
    kind: BYTES,
    default: 4 * 1024 * 1024,
    defaultText: '4M',
    group: 'media',
    flag: 'mediaBuffer',
    description: 'bytes of media that wait for a slow app before the oldest are dropped, such as 512k',
  },
} as const satisfies Options;
