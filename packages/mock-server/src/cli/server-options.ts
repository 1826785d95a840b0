import { SERVE_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { SERVER_OPTIONS, type MockServerOptions } from '../server/options.js';

/** Options that the command prepares: it opens files, or builds them from several flags. */
export type Prepared = Pick<
  { readonly [K in keyof MockServerOptions]-?: MockServerOptions[K] | undefined },
  'credentials' | 'media' | 'scenario' | 'openMedia' | 'tls' | 'logger'
>;

/** The options of the server: values of flags as they are, and what was prepared. Absent ones are left to the server. */
export function serverOptions(values: ServeValues, prepared: Prepared): MockServerOptions {
  const direct = Object.keys(SERVER_OPTIONS).filter(
    (name): name is DirectName => name in SERVE_OPTIONS && !('flagKind' in SERVE_OPTIONS[name as DirectName]),
  );
  const options = [...direct.map((name) => [name, values[name]]), ...Object.entries(prepared)];
  return Object.fromEntries(options.filter(([, value]) => value !== undefined)) as MockServerOptions;
}

/** Options whose flag reads the same kind as programs give. */
type DirectName = {
  [K in keyof typeof SERVER_OPTIONS & keyof typeof SERVE_OPTIONS]: (typeof SERVER_OPTIONS)[K] extends {
    readonly flagKind: object;
  }
    ? never
    : K;
}[keyof typeof SERVER_OPTIONS & keyof typeof SERVE_OPTIONS];
