import { scryptSync } from 'node:crypto';
import type { Credentials } from '../credentials.js';

/** Digests of what all nodes of a cluster must have in common, by the option that sets it: `--api-token`. */
export type Fingerprints = { readonly [option: string]: string };

/** Settings that all nodes of a cluster must have in common. */
export interface CommonSettings {
  /** Token of the HTTP API. @default none is required */
  readonly apiToken?: string | undefined;
  /** Apps and secrets. */
  readonly credentials: Credentials;
  /** Generation of the protocol. */
  readonly protocol: string;
}

/** Cost of one guess at a secret: some 10 ms. */
const COST = { N: 4096 };
const SALT = 'rtms-mock cluster';

/**
 * Creates the function that returns the present fingerprints of a node. Whoever reads them in NATS does not learn the token and
 * the secrets, and a guess at them is slow. Digests are kept until what they are about changes, such as a credentials file.
 */
export function fingerprintsOf(settings: () => CommonSettings): () => Fingerprints {
  const known = new Map<string, { readonly text: string; readonly digest: string }>();
  const digestOf = (option: string, value: unknown): string => {
    const text = JSON.stringify([option, value]);
    const before = known.get(option);
    if (before?.text === text) return before.digest;
    const digest = scryptSync(text, SALT, 16, COST).toString('base64url');
    known.set(option, { text, digest });
    return digest;
  };
  return () => {
    const { apiToken, credentials, protocol } = settings();
    const { secretToken, apps } = credentials;
    return {
      '--api-token': digestOf('--api-token', apiToken ?? null),
      '--credentials': digestOf('--credentials', [
        secretToken,
        apps.map((app) => [app.clientId, app.clientSecret, app.secretToken ?? null, app.protocol ?? null]),
      ]),
      '--protocol': digestOf('--protocol', protocol),
    };
  };
}

/** The options that two nodes have set differently. One that either does not name is not compared. */
export function differingOptions(one: Fingerprints, other: Fingerprints): readonly string[] {
  return Object.keys(one).filter((option) => other[option] !== undefined && other[option] !== one[option]);
}
