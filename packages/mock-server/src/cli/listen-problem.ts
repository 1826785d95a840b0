import { FlagError, UsageError } from '../input/usage-error.js';
import { PortInUseError, TlsError } from '../index.js';
import { SETTINGS } from '../settings/settings.js';
import type { ServeValues } from '../config/serve-options.js';

/** Turns an error of start-up into a sentence that names the flag. Other errors are returned unchanged. */
export function listenProblem(error: unknown, values: ServeValues): unknown {
  if (error instanceof PortInUseError) {
    const isMedia = error.port === (values.mediaPort ?? SETTINGS.mediaPort.default);
    const flag = isMedia ? '--media-port' : '--port';
    return new UsageError(
      `port ${error.port} is in use, perhaps by another rtms-mock; stop that program, or choose another port with ${flag} (0 takes any free port)`,
      { cause: error },
    );
  }
  if (error instanceof TlsError) {
    const flag = values.tlsCert === undefined ? '--tls' : '--tls-cert';
    return new FlagError(flag, error.message, { cause: error });
  }
  const { code, port } = error as { code?: unknown; port?: unknown };
  const host = values.host ?? SETTINGS.host.default;
  switch (code) {
    case 'EACCES':
      return new UsageError(
        `port ${String(port)} needs privileges that you do not have; choose one above 1023`,
        {
          cause: error,
        },
      );
    case 'EADDRNOTAVAIL':
      return new FlagError(
        '--host',
        `${host} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all addresses`,
        { cause: error },
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new FlagError(
        '--host',
        `the name ${host} cannot be resolved; use an address such as 127.0.0.1`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}
