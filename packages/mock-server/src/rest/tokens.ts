import { randomBytes } from 'node:crypto';
import { MediaType } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { Token } from './rest-bodies.js';

/** The rights of a token. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Scopes that start, stop and pause need, by kind of conversation (PROTOCOL.md §7.1). */
export const STATUS_SCOPES = {
  meeting: 'meeting:update:participant_rtms_app_status',
  contact_center: 'contact_center:update:engagement_rtms_app_status',
} as const;

const LIFETIME_S = 3599;
const MAX_TOKENS = 10_000;

/** The scopes of an app: those that start streams, and those of the media that it may receive (PROTOCOL.md §7.3). */
export function scopesOf(app: App): string[] {
  const has = (type: number): boolean => ((app.scope ?? 31) & type) !== 0;
  const media = [
    has(MediaType.AUDIO) && 'audio',
    has(MediaType.VIDEO) && 'video',
    has(MediaType.TRANSCRIPT) && 'transcript',
    has(MediaType.CHAT) && 'chat',
  ].filter((name) => name !== false);
  return [
    ...Object.values(STATUS_SCOPES),
    ...['meeting', 'webinar'].flatMap((kind) => media.map((name) => `${kind}:read:${kind}_${name}`)),
  ];
}

interface Held extends Grant {
  readonly untilSeconds: number;
}

/** Issued tokens. At most 10,000 of each kind are kept; the oldest are dropped. */
export class Tokens {
  readonly #unixSeconds: () => number;
  readonly #access = new Map<string, Held>();
  readonly #refresh = new Map<string, string>();

  constructor(unixSeconds: () => number) {
    this.#unixSeconds = unixSeconds;
  }

  /** Issues an access token. `withRefresh`: adds a refresh token, for grants that a user has consented to. */
  issue(app: App, scopes: readonly string[], withRefresh: boolean): Token {
    const access_token = randomBytes(32).toString('base64url');
    const untilSeconds = this.#unixSeconds() + LIFETIME_S;
    keep(this.#access, access_token, { clientId: app.clientId, scopes, untilSeconds });
    const answer = {
      access_token,
      token_type: 'bearer',
      expires_in: LIFETIME_S,
      scope: scopes.join(' '),
    } as const;
    if (!withRefresh) return answer;
    const refresh_token = randomBytes(32).toString('base64url');
    keep(this.#refresh, refresh_token, app.clientId);
    return { ...answer, refresh_token };
  }

  /** Consumes a refresh token. Returns the client id of its app; `undefined` if the token is unknown or was used. */
  useRefresh(token: string): string | undefined {
    const clientId = this.#refresh.get(token);
    this.#refresh.delete(token);
    return clientId;
  }

  /** Looks up an access token. `expired` and `unknown` are separate results, as in the service. */
  find(token: string): Grant | 'expired' | 'unknown' {
    const held = this.#access.get(token);
    if (!held) return 'unknown';
    return held.untilSeconds <= this.#unixSeconds() ? 'expired' : held;
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_TOKENS && oldest !== undefined) map.delete(oldest);
}
