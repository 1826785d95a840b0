import type { Cancel } from '@rtms-mock/protocol';
import type { Logger } from '../logger.js';
import type {
  Callbacks,
  ClientNotifications,
  MediaDataCallback,
  ShortMediaDataCallback,
} from '../vocabulary/callbacks.js';
import { guarded } from './guarded.js';

/**
 * The callbacks of one client: one slot for each name, where the newest callback replaces the one before, and
 * any number of listeners.
 */
export class CallbackSlots {
  readonly #slots: Partial<Callbacks> = {};
  readonly #listeners = new Map<keyof ClientNotifications, Set<(...args: never[]) => unknown>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Sets the callback of this name.
   * @throws TypeError if `callback` is not a function.
   */
  set<Name extends keyof Callbacks>(name: Name, callback: Callbacks[Name]): void {
    if (typeof callback !== 'function') {
      throw new TypeError(`${name} needs a function, found ${typeof callback}`);
    }
    this.#slots[name] = callback;
  }

  /** Adds a listener, which is called after the callback of this name. Returns a function that removes it. */
  listen<Name extends keyof ClientNotifications>(name: Name, listener: ClientNotifications[Name]): Cancel {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** True if there is a callback or a listener. */
  has(name: keyof Callbacks): boolean {
    return this.#slots[name] !== undefined || (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  /** Calls the callback and the listeners, if there are any. Errors that they throw are logged. */
  call<Name extends keyof ClientNotifications>(
    name: Name,
    ...args: Parameters<ClientNotifications[Name]>
  ): void {
    const callback = this.#slots[name as keyof Callbacks] as ((...values: unknown[]) => unknown) | undefined;
    if (callback) guarded(this.#logger, name, () => callback(...args));
    const listeners = this.#listeners.get(name);
    if (!listeners) return;
    for (const listener of listeners) {
      guarded(this.#logger, name, () => (listener as (...values: unknown[]) => unknown)(...args));
    }
  }
}

/**
 * Converts either form to the one with four parameters. `Function.length` decides: parameters with a default
 * value and rest parameters do not count.
 */
export function mediaDataForm(callback: MediaDataCallback | ShortMediaDataCallback): MediaDataCallback {
  if (callback.length !== 3) return callback as MediaDataCallback;
  const short = callback as ShortMediaDataCallback;
  return (buffer, _size, timestamp, metadata) => short(buffer, timestamp, metadata);
}
