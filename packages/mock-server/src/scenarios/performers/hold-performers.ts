import { StepRefusedError, type Performers } from './target.js';

/** Breakpoints: steps that hold messages and let them go on. */
export const HOLD_PERFORMERS: Performers<'hold' | 'release'> = {
  hold: (step, { stream }) => {
    if (stream.state === 'terminated') throw new StepRefusedError(step, 'the stream has ended');
    const { type, socket, direction, times = Infinity, for: forMs } = step;
    if (stream.faults.holds.add({ type, socket, direction, times, forMs })) return;
    throw new StepRefusedError(step, 'there are too many breakpoints; release them first');
  },
  release: (step, { stream }) => {
    const { id, message, drop } = step;
    const { holds } = stream.faults;
    if (id === undefined) {
      if (message === undefined && !drop) return holds.releaseAll();
      throw new StepRefusedError(step, 'message and drop need the id of a held message');
    }
    if (drop ? holds.drop(id) : holds.release(id, { message })) return;
    throw new StepRefusedError(step, `no message ${id} is held`);
  },
};
