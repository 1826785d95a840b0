import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
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
  readonly #sharedKey: string | undefined;

  /**
   * @param sharedKey secret of several processes that accept the tokens of each other. Default: only tokens of this process
   *   are known
   */
  constructor(unixSeconds: () => number, sharedKey?: string) {
    this.#unixSeconds = unixSeconds;
    this.#sharedKey = sharedKey;
  }

  /** Issues an access token. `withRefresh`: adds a refresh token, for grants that a user has consented to. */
  issue(app: App, scopes: readonly string[], withRefresh: boolean): Token {
    const untilSeconds = this.#unixSeconds() + LIFETIME_S;
    const held = { clientId: app.clientId, scopes, untilSeconds };
    const key = this.#sharedKey;
    const access_token = key === undefined ? randomBytes(32).toString('base64url') : sealed(held, key);
    if (key === undefined) keep(this.#access, access_token, held);
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

  /** Client id of the app that an access token belongs to; `undefined` without a valid one. */
  clientOf(token: string | undefined): string | undefined {
    const grant = token === undefined ? 'unknown' : this.find(token);
    return typeof grant === 'object' ? grant.clientId : undefined;
  }

  /** Looks up an access token. `expired` and `unknown` are separate results, as in the service. */
  find(token: string): Grant | 'expired' | 'unknown' {
    const held = this.#sharedKey === undefined ? this.#access.get(token) : opened(token, this.#sharedKey);
    if (!held) return 'unknown';
    return held.untilSeconds <= this.#unixSeconds() ? 'expired' : held;
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_TOKENS && oldest !== undefined) map.delete(oldest);
}

/** A token that contains its rights, for processes that share a key. */
function sealed(held: Held, key: string): string {
  const content = Buffer.from(JSON.stringify({ ...held, id: randomBytes(8).toString('base64url') }));
  return `${content.toString('base64url')}.${seal(content, key).toString('base64url')}`;
}

/** The rights in a token; `undefined` if no process with this key has issued it. */
function opened(token: string, key: string): Held | undefined {
  const [content = '', given = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url'));
  const expected = seal(content, key);
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), expected)) return undefined;
  // Only this program seals, so the content has its form.
  return JSON.parse(content.toString()) as Held;
}

function seal(content: Buffer | string, key: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
