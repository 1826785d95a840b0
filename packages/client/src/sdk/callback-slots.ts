import type { Cancel } from '@rtms-mock/protocol';
import type { Logger } from '../logger.js';
import type {
  Callbacks,
  MediaDataCallback,
  ShortMediaDataCallback,
  Tellings,
} from '../vocabulary/callbacks.js';
import { guarded } from './guarded.js';

/** The callbacks of one client: one of each kind, the newest counts; beside them any number of listeners. */
export class CallbackSlots {
  readonly #slots: Partial<Callbacks> = {};
  readonly #listeners = new Map<keyof Tellings, Set<(...args: never[]) => unknown>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  set<Name extends keyof Callbacks>(name: Name, callback: Callbacks[Name]): void {
    if (typeof callback !== 'function') {
      throw new TypeError(`${name} needs a function, found ${typeof callback}`);
    }
    this.#slots[name] = callback;
  }

  /** Also tells this one, from now on. Returns what takes it away again. */
  listen<Name extends keyof Tellings>(name: Name, listener: Tellings[Name]): Cancel {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Whether there is somebody to call. */
  has(name: keyof Callbacks): boolean {
    return this.#slots[name] !== undefined || (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  /** Calls back, if there is somebody to call. What a callback throws, or rejects with, is logged and ends there. */
  call<Name extends keyof Tellings>(name: Name, ...args: Parameters<Tellings[Name]>): void {
    const callback = this.#slots[name as keyof Callbacks] as ((...values: unknown[]) => unknown) | undefined;
    if (callback) guarded(this.#logger, name, () => callback(...args));
    for (const listener of this.#listeners.get(name) ?? []) {
      guarded(this.#logger, name, () => (listener as (...values: unknown[]) => unknown)(...args));
    }
  }
}

/** The four-parameter form of either. Default and rest parameters do not count as declared (`Function.length`). */
export function mediaDataForm(callback: MediaDataCallback | ShortMediaDataCallback): MediaDataCallback {
  if (callback.length !== 3) return callback as MediaDataCallback;
  const short = callback as ShortMediaDataCallback;
  return (buffer, _size, timestamp, metadata) => short(buffer, timestamp, metadata);
}
