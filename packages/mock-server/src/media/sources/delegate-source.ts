/** Wrapping of sources. */
import type { MediaSource } from './media-source.js';

/** The members that a wrapper replaces. One that is `undefined` is forwarded like one that is absent. */
export type SourceOverrides = {
  readonly [Member in keyof MediaSource]?: MediaSource[Member] | undefined;
};

/**
 * Wraps a source: members in `overrides` replace those of the source, all others are forwarded, including members
 * that {@link MediaSource} gets later. Optional members that the source does not have stay absent.
 *
 * A forwarded property is read from the source each time, so a getter may return another value later. A forwarded
 * method is called with the source as `this`, so classes with private fields can be wrapped. A method of the source
 * never calls an override.
 */
export function delegateSource(source: MediaSource, overrides: SourceOverrides): MediaSource {
  const delegate = {};
  for (const name of memberNames(source)) {
    const read = forwarder(source, name);
    Object.defineProperty(delegate, name, { get: read, enumerable: true, configurable: true });
  }
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    Object.defineProperty(delegate, name, { value, enumerable: true, configurable: true });
  }
  // Every member of the source was defined above, and overrides have the types of the members they replace.
  return delegate as MediaSource;
}

/** Names of all members, including those that a class of the source inherits. */
function memberNames(source: object): Set<string> {
  const names = new Set<string>();
  let owner: unknown = source;
  while (typeof owner === 'object' && owner !== null && owner !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
    owner = Object.getPrototypeOf(owner);
  }
  names.delete('constructor');
  return names;
}

/** Reads one member. A method is bound once and not at each read: pacing reads some for every frame. */
function forwarder(source: MediaSource, name: string): () => unknown {
  let method: unknown;
  let bound: unknown;
  return () => {
    const value: unknown = Reflect.get(source, name);
    if (typeof value !== 'function') return value;
    if (value !== method) {
      method = value;
      bound = value.bind(source);
    }
    return bound;
  };
}
