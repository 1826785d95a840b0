/** Addresses on which the webhook server listens. */

/** Files that exist only inside a container of Docker or Podman. */
const CONTAINER_FILES = ['/.dockerenv', '/run/.containerenv'];

/** Addresses of the webhook server. */
export interface ListenHosts {
  /** Address to listen on; `undefined` for all interfaces. */
  readonly host: string | undefined;
  /** Second address to listen on at the same port, if this machine has it. */
  readonly second?: string;
  /** Description of the addresses, for the log. */
  readonly scope: string;
}

const LOOPBACK = { host: '127.0.0.1', second: '::1' } as const;

/**
 * The addresses: `ZM_RTMS_HOST` (`localhost` is both 127.0.0.1 and ::1), else all interfaces inside a container, where the port is published on purpose,
 * else 127.0.0.1 and ::1. Anyone who reaches the port can send webhooks, so the local network must not by default.
 */
export function listenHosts(environment: NodeJS.ProcessEnv, exists: (path: string) => boolean): ListenHosts {
  const host = environment['ZM_RTMS_HOST'];
  if (host === 'localhost') return { ...LOOPBACK, scope: 'on this machine only, as ZM_RTMS_HOST says' };
  if (host) return { host, scope: `on ${host}, as ZM_RTMS_HOST says` };
  if (environment['KUBERNETES_SERVICE_HOST'] || CONTAINER_FILES.some((path) => exists(path))) {
    return { host: undefined, scope: 'on all interfaces, because this is a container' };
  }
  return {
    ...LOOPBACK,
    scope: 'on this machine only; set ZM_RTMS_HOST to 0.0.0.0 for requests of other machines',
  };
}
