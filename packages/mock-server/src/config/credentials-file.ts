/**
 * Credentials in the format of the earlier sample server (PROTOCOL.md §4.6), with two additions for each app:
 * `scope`, a list of media type names, and `protocol`, the generation of its streams.
 */
import { MediaType } from '@rtms-mock/protocol';
import { closest } from '../input/closest.js';
import { DEV_CREDENTIALS, type App, type Credentials, type StreamIds } from '../credentials.js';
import { parseUserDocument, readUserDocument, type UserDocument } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';

const WHAT = 'credentials file';

const SCOPES: { readonly [name: string]: number } = {
  audio: MediaType.AUDIO,
  video: MediaType.VIDEO,
  deskshare: MediaType.DESKSHARE,
  transcript: MediaType.TRANSCRIPT,
  chat: MediaType.CHAT,
};

/** Reads and checks a file. Throws {@link UsageError} with line and field; secrets are not in it. */
export async function loadCredentials(path: string): Promise<Credentials> {
  return readCredentials(await readUserDocument(path, WHAT));
}

export function parseCredentials(text: string, path: string): Credentials {
  return readCredentials(parseUserDocument(text, path, WHAT));
}

type Keys = readonly (string | number)[];

function readCredentials(document: UserDocument): Credentials {
  const reader: CredentialsReader = new CredentialsReader(document);
  const [first, ...others] = reader.list(['auth_credentials'], true).map((keys) => reader.app(keys));
  if (first === undefined) reader.fail(['auth_credentials'], 'has no entries; add one app');
  const apps: [App, ...App[]] = [first, ...others];
  const streams = reader.list(['stream_meeting_info'], false).map((keys) => reader.stream(keys));
  const [token] = reader.list(['Zoom_Webhook_Secret_Token'], true);
  if (token === undefined) reader.fail(['Zoom_Webhook_Secret_Token'], 'has no entries; add {"token": "…"}');
  reader.unique(
    apps.map((app) => app.clientId),
    'auth_credentials',
    'client_id',
  );
  reader.unique(
    streams.map((stream) => stream.streamId),
    'stream_meeting_info',
    'rtms_stream_id',
  );
  return { apps, streams, secretToken: reader.text([...token, 'token']) };
}

class CredentialsReader {
  readonly #document: UserDocument;

  constructor(document: UserDocument) {
    this.#document = document;
    if (!isObject(document.value)) this.fail([], 'must be an object with auth_credentials');
  }

  fail(keys: Keys, problem: string): never {
    const { path } = this.#document;
    const line = this.#document.lineOf(keys);
    const field = keys.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`));
    throw new UsageError(`${WHAT} ${path}, line ${line}: ${[field.join(''), problem].join(' ').trim()}`);
  }

  value(keys: Keys): unknown {
    return keys.reduce<unknown>(
      (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      this.#document.value,
    );
  }

  /** The places of a list's entries. */
  list(keys: Keys, required: boolean): Keys[] {
    const value = this.value(keys);
    if (value === undefined && !required) return [];
    if (value === undefined) this.fail(keys, 'is missing; it is a list');
    if (!Array.isArray(value)) this.fail(keys, 'must be a list');
    return value.map((entry, index) => {
      if (!isObject(entry)) this.fail([...keys, index], 'must be an object');
      return [...keys, index];
    });
  }

  text(keys: Keys): string {
    const value = this.value(keys);
    if (value === undefined) this.fail(keys, 'is missing');
    if (typeof value !== 'string') this.fail(keys, 'must be a text in quotes');
    if (value.trim() === '') this.fail(keys, 'is empty');
    return value;
  }

  optionalText(keys: Keys, fallback: string): string {
    return this.value(keys) === undefined ? fallback : this.text(keys);
  }

  app(keys: Keys): App {
    const [standard] = DEV_CREDENTIALS.apps;
    const scope = this.#scope([...keys, 'scope']);
    const protocol = this.#protocol([...keys, 'protocol']);
    return {
      clientId: this.text([...keys, 'client_id']),
      clientSecret: this.text([...keys, 'client_secret']),
      accountId: this.optionalText([...keys, 'accountId'], standard.accountId),
      userId: this.optionalText([...keys, 'userID'], standard.userId),
      ...(scope !== undefined && { scope }),
      ...(protocol !== undefined && { protocol }),
    };
  }

  stream(keys: Keys): StreamIds {
    return {
      meetingUuid: this.text([...keys, 'meeting_uuid']),
      streamId: this.text([...keys, 'rtms_stream_id']),
    };
  }

  unique(ids: readonly string[], list: string, field: string): void {
    const index = ids.findIndex((id, i) => ids.indexOf(id) !== i);
    if (index >= 0) this.fail([list, index, field], `"${ids[index] ?? ''}" stands there twice`);
  }

  #scope(keys: Keys): number | undefined {
    const value = this.value(keys);
    if (value === undefined) return undefined;
    const names = Object.keys(SCOPES);
    if (!Array.isArray(value) || value.length === 0) {
      this.fail(keys, `must be a list of some of ${names.join(', ')}`);
    }
    return value.reduce<number>((mask, name, index) => {
      const bit = typeof name === 'string' ? SCOPES[name] : undefined;
      if (bit !== undefined) return mask | bit;
      const guess = closest(String(name), names);
      const hint = guess === undefined ? `known: ${names.join(', ')}` : `did you mean "${guess}"?`;
      return this.fail([...keys, index], `is no media type; ${hint}`);
    }, 0);
  }

  #protocol(keys: Keys): App['protocol'] {
    const value = this.value(keys);
    if (value === undefined) return undefined;
    if (value === '2025' || value === 2025) return '2025';
    if (value === '2026' || value === 2026) return '2026';
    if (value === 'string') return 'string';
    return this.fail(keys, 'must be "2025", "2026" or "string"');
  }
}

function isObject(value: unknown): value is { readonly [key: string | number]: unknown } {
  return typeof value === 'object' && value !== null;
}
