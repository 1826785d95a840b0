import { BYTES, choice } from '../input/kinds.js';
import { LATE_FRAMES, TIMELINE_STARTS, type LateFrames, type TimelineStart } from '../policies.js';
import { SEED, SPEED } from './kinds.js';
import type { Options } from './option.js';

/** Options of meetings and their media: a part of the table `SETTINGS`. */
export const PLAYBACK_SETTINGS = {
  /**
   * Speed of meetings: 10 is ten times as fast as real time. Time limits for the app (connecting, handshakes,
   * reconnecting) last at least 10 s of real time, or their own duration if that is shorter.
   *
   * @default `1`
   */
  speed: {
    kind: SPEED,
    default: 1,
    group: 'meetings',
    isCommon: true,
    description: 'speed of meetings: 10 is ten times as fast as real time',
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
  /** Makes generated ids repeatable. @default random ids */
  seed: {
    kind: SEED,
    defaultText: 'random ids',
    group: 'meetings',
    description: 'makes generated ids repeatable',
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
