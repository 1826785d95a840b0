import { StopReason, type Cancel, type Clock, type NumericGeneration } from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';
import { timeLimits } from './reconnection.js';

/** Parts of a stream that the refusal of a media type mask affects. */
export interface RefusedMasksContext {
  readonly clock: Clock;
  readonly generation: NumericGeneration;
  /** True while the stream has a media socket. */
  readonly hasMedia: () => boolean;
  /** Ends the stream. */
  readonly terminate: (reason: StopReason) => void;
}

/**
 * Ends a stream whose app sent a refused media type mask and opened no acceptable media socket within the time limit
 * (PROTOCOL.md §9.3, observed; the stop reason is assumed).
 */
export class RefusedMasks {
  readonly #context: RefusedMasksContext;
  #stop: Cancel | undefined;

  constructor(context: RefusedMasksContext) {
    this.#context = context;
  }

  /** Handles a refusal. Further ones do not extend the time. */
  refused(): void {
    const { clock, generation, hasMedia, terminate } = this.#context;
    if (this.#stop || hasMedia()) return;
    this.#stop = clock.after(withRealTimeFloor(clock, timeLimits(generation).refusedMaskMs), () =>
      terminate(StopReason.STOP_BC_CONNECTION_TIMEOUT),
    );
  }

  /** Handles an accepted media socket, and the end of the stream. */
  forget(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
