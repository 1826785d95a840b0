/** Names of options outside programs. */
import type { ValueOf } from '../input/object.js';
import type { Kind } from '../input/kinds.js';
import type { Option, Options } from '../settings/option.js';

/** Options of a table that have a flag. */
export type FlagOptions<T extends Options> = {
  readonly [K in keyof T as T[K] extends { readonly group: string } ? K : never]: T[K];
};

/** Returns the options of a table that have a flag. */
export function flagOptions<T extends Options>(options: T): FlagOptions<T> {
  const entries = Object.entries(options).filter(([, { group }]) => group !== undefined);
  return Object.fromEntries(entries) as FlagOptions<T>;
}

/** Type of the value that flag, environment variable and configuration file set. */
type FlagValue<O> = O extends { readonly flagKind: Kind<infer T> } ? T : ValueOf<O>;

/** Values of flags by the names of their options; absent where nothing set them. */
export type FlagValues<T extends Options> = { readonly [K in keyof T]?: FlagValue<T[K]> };

/** The kind that flag, environment variable and configuration file read. */
export function flagKind({ flagKind: own, kind }: Option): Kind<unknown> {
  return own ?? kind;
}

/** Key in the configuration file, and the flag in camel case. */
export function fileKey(name: string, option: Option): string {
  return option.flag ?? name;
}

/** `--media-port` */
export function flagName(name: string, option: Option): string {
  return `--${kebabCase(fileKey(name, option))}`;
}

/** `RTMS_MOCK_MEDIA_PORT` */
export function environmentName(name: string, option: Option): string {
  return `RTMS_MOCK_${kebabCase(fileKey(name, option)).replaceAll('-', '_').toUpperCase()}`;
}

/** `mediaPort` → `media-port`. */
export function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The default in words; `undefined` where there is none. */
export function defaultText({ default: value, defaultText: words }: Option): string | undefined {
  if (words !== undefined) return words;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? String(value) : undefined;
}

/** The default of the command in words; `undefined` where there is none. */
export function flagDefaultText(option: Option): string | undefined {
  return option.flagDefault ?? defaultText(option);
}

/** Some of the options of a table, for a command that takes only those. */
export function pickOptions<T extends Options, K extends keyof T & string>(
  options: T,
  names: readonly K[],
): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Pick<T, K>;
}
