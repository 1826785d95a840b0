/** One thing that can be set: by flag, by environment variable, in the configuration file. */
export interface Setting<T> {
  /** How the value is called in help: `PORT`. Absent for a switch. */
  readonly argument?: string;
  readonly parse: (text: string) => T;
  /** What it does, for help. */
  readonly description: string;
  /** What holds when nothing is given, for help. */
  readonly fallback?: string;
  /** Whether a value is a path: in a configuration file it is relative to that file. Default: none is. */
  readonly isPath?: (text: string) => boolean;
  /** Several values with commas between them; the flag may be repeated, a configuration file may hold a list. */
  readonly isList?: boolean;
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
