import type { Field, ValueOf, Values } from '../input/object.js';
import type { Kind } from '../input/kinds.js';

/** Headings of help and documentation, in their order there. */
export const OPTION_GROUPS = {
  network: 'Network',
  protocol: 'Protocol',
  apps: 'Apps and webhooks',
  meetings: 'Meetings',
  media: 'Media',
  output: 'Output',
} as const;

/**
 * One option, as data: everything that programs, flags, environment variables, configuration files, help and
 * documentation say about it.
 */
export interface Option<T = unknown> extends Field<T> {
  /** The effect, in lower case and without a full stop. The docblock of the option begins with the same words. */
  readonly description: string;
  /** Heading of its flag. Absent: only programs can set the option. */
  readonly group?: keyof typeof OPTION_GROUPS;
  /** Name of flag, environment variable and key in the configuration file. @default the name of the option */
  readonly flag?: string;
  /** Kind that these read, where it is not that of programs: the path of a file in place of its content. */
  readonly flagKind?: Kind<unknown>;
  /** Default of the command, where it is not that of programs. It is one of the values that the kind reads. */
  readonly flagDefault?: string;
  /** Shown by `--help`; other flags only by `--help all`. @default `false` */
  readonly isCommon?: boolean;
}

/** Options by name. */
export interface Options {
  readonly [name: string]: Option;
}

/** Options as programs give them. */
export type OptionInput<T extends Options> = { readonly [K in keyof T]?: ValueOf<T[K]> };

/** Options with all defaults applied. */
export type Settled<T extends Options> = {
  readonly [K in keyof T]: T[K] extends { readonly default: {} } ? ValueOf<T[K]> : ValueOf<T[K]> | undefined;
};

/** Options that {@link readObject} has read, with a key for each option of the table. */
export function settled<T extends Options>(options: T, values: Values<T>): Settled<T> {
  const given: { readonly [name: string]: unknown } = values;
  // Each value was read by the entry of the same name, or is its default.
  return Object.fromEntries(Object.keys(options).map((name) => [name, given[name]])) as Settled<T>;
}
