import type { Performers } from './target.js';

/** Steps that control a stream, as its users and host do. */
export const STREAM_PERFORMERS: Performers<'pause' | 'resume' | 'stop' | 'start' | 'end'> = {
  pause: (_step, target) => target.act('pause'),
  resume: (_step, target) => target.act('resume'),
  stop: (step, target) => target.act('stop', step.reason),
  start: (_step, target) => target.act('start'),
  end: (step, target) => target.act('end', step.reason),
};
