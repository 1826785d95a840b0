import type { ServeValues } from '../config/serve-options.js';
import type { Option } from '../settings/option.js';
import { SERVER_OPTIONS, type MockServerOptions } from '../server/options.js';

/** Options whose flag names something that the command opens for the server, such as a file. */
type OpenedOption = {
  [K in keyof typeof SERVER_OPTIONS]: (typeof SERVER_OPTIONS)[K] extends { readonly flagKind: object }
    ? K
    : never;
}[keyof typeof SERVER_OPTIONS];

/** Options that the command prepares; the values of their flags, if they have any, are not those of programs. */
export type Prepared = {
  readonly [K in OpenedOption | 'openMedia' | 'logger']: MockServerOptions[K] | undefined;
};

/**
 * The options of the server, with the defaults of the command. Those that nothing set are absent otherwise, so that the
 * server applies its defaults.
 */
export function serverOptions(values: ServeValues, prepared: Prepared): MockServerOptions {
  const all: { readonly [name: string]: unknown } = { ...COMMAND_DEFAULTS, ...values, ...prepared };
  const names = Object.keys(SERVER_OPTIONS).filter((name) => all[name] !== undefined);
  // Each value is of the kind of its option: read by the flag, prepared in place of the flag's value, or its default.
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const COMMAND_DEFAULTS = Object.fromEntries(
  Object.entries<Option>(SERVER_OPTIONS).map(([name, { flagDefault }]) => [name, flagDefault]),
);
