import { ClusterError } from './cluster-error.js';

/** NATS servers of a cluster, and the name that it has there. */
export interface ClusterAddress {
  /** Servers as `host:port`, each a way into the same NATS system. */
  readonly servers: readonly string[];
  /** Name of the cluster: nodes with another name share nothing. */
  readonly name: string;
  /** True for a connection with TLS. */
  readonly isSecure: boolean;
  /** User name. @default none */
  readonly user?: string;
  /** Password of the user. @default none */
  readonly password?: string;
  /** Token, in place of a user with password. @default none */
  readonly token?: string;
}

/** Name of a cluster whose URL has no path. */
export const DEFAULT_NAME = 'default';

const FORM = 'a URL such as nats://127.0.0.1:4222 or nats://user:password@host:4222/NAME';

/**
 * Reads the URL of a cluster: `nats://HOST:PORT`, or `tls://…`, with the name of the cluster as its path. Several servers are
 * separated by commas; the first one names user and password.
 *
 * @throws {ClusterError} for a URL that cannot be used; secrets are no part of its message
 */
export function readClusterUrl(text: string): ClusterAddress {
  const urls = text.split(',').map((part) => (URL.canParse(part.trim()) ? new URL(part.trim()) : undefined));
  const [first] = urls;
  const servers = urls.map((url) => (url && isNats(url) ? `${url.hostname}:${url.port || '4222'}` : ''));
  if (!first || servers.includes('')) throw new ClusterError(`A cluster is named by ${FORM}.`);
  const paths = urls.map((url) => (url?.pathname ?? '').replace(/^\/|\/$/g, ''));
  const name = paths.at(-1) || DEFAULT_NAME;
  if (paths.some((path) => path !== '' && path !== name)) {
    throw new ClusterError(
      `The URLs of --cluster name different clusters (${[...new Set(paths)].filter((path) => path !== '').join(', ')}); name one, at the last of them.`,
    );
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new ClusterError(
      'The name of a cluster, the path of its URL, consists of up to 64 letters, digits, - and _, without a further /.',
    );
  }
  const [user, password] = [decodeURIComponent(first.username), decodeURIComponent(first.password)];
  return {
    servers,
    name,
    isSecure: first.protocol === 'tls:',
    ...(user !== '' && password !== '' && { user, password }),
    ...(user !== '' && password === '' && { token: user }),
  };
}

function isNats({ protocol, hostname, search, hash }: URL): boolean {
  return ['nats:', 'tls:'].includes(protocol) && hostname !== '' && search === '' && hash === '';
}
