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
 * A getter of the source is called each time, so it may return another value later; other members are copied, because
 * pacing reads some for every frame. A forwarded method is called with the source as `this`, so classes with private
 * fields can be wrapped. A method of the source never calls an override.
 */
export function delegateSource(source: MediaSource, overrides: SourceOverrides): MediaSource {
  const delegate = {};
  for (const [name, member] of membersOf(source)) {
    Object.defineProperty(delegate, name, {
      ...forwarded(source, member),
      enumerable: true,
      configurable: true,
    });
  }
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    Object.defineProperty(delegate, name, { value, enumerable: true, configurable: true });
  }
  // Every member of the source was defined above, and overrides have the types of the members they replace.
  return delegate as MediaSource;
}

/** All members by name, including those that a class of the source inherits. */
function membersOf(source: object): Map<string, PropertyDescriptor> {
  const members = new Map<string, PropertyDescriptor>();
  let owner: unknown = source;
  while (typeof owner === 'object' && owner !== null && owner !== Object.prototype) {
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name !== 'constructor' && !members.has(name)) members.set(name, member);
    }
    owner = Object.getPrototypeOf(owner);
  }
  return members;
}

function forwarded(source: MediaSource, member: PropertyDescriptor): PropertyDescriptor {
  if (member.get) return { get: () => bound(source, member.get?.call(source)) };
  return { value: bound(source, member.value) };
}

function bound(source: MediaSource, value: unknown): unknown {
  return typeof value === 'function' ? (value.bind(source) as unknown) : value;
}
