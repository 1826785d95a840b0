import type { Kind } from '../input/kinds.js';

/** One thing that can be set: by flag, by environment variable, in the configuration file. */
export interface Setting<T> {
  readonly kind: Kind<T>;
  /** The effect, for help. */
  readonly description: string;
  /** What holds when nothing is given, for help. */
  readonly fallback?: string;
}

/** Settings by name; names are written `mediaPort`. */
export interface Settings {
  readonly [name: string]: Setting<unknown>;
}

/** Values of settings; what was not set is absent. */
export type Values<S extends Settings> = {
  readonly [K in keyof S]?: S[K] extends Setting<infer T> ? T : never;
};

/** `mediaPort` → `media-port`. */
export function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `mediaPort` → `RTMS_MOCK_MEDIA_PORT`. */
export function environmentName(name: string): string {
  return `RTMS_MOCK_${kebabCase(name).replaceAll('-', '_').toUpperCase()}`;
}
