/**
 * Credentials in the format of the earlier sample server (PROTOCOL.md §4.6), with additions for each app: `scope`, an array
 * of media type names, `protocol`, the generation of its streams, and `webhookUrl` and `secretToken`, its receiver of
 * webhooks. Unknown keys are ignored.
 */
import { MediaType } from '@rtms-mock/protocol';
import { DEV_CREDENTIALS, type App, type Credentials, type StreamIds } from '../credentials.js';
import { parseUserDocument, readUserDocument, type UserDocument } from '../input/document.js';
import { array, choice, dataKind, STRING, type Kind } from '../input/kinds.js';
import { object, optional, readObject, required, withDefault, type Values } from '../input/object.js';
import {
  bad,
  clauseOf,
  good,
  mustBe,
  pathName,
  withoutFound,
  type Problem,
  type Reading,
} from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';
import { PROTOCOLS } from '../policies.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';

const WHAT = 'credentials file';
const MAX_ENTRIES = 100_000;
const REST = { unknown: 'ignore' } as const;

const SCOPES = {
  audio: MediaType.AUDIO,
  video: MediaType.VIDEO,
  deskshare: MediaType.DESKSHARE,
  transcript: MediaType.TRANSCRIPT,
  chat: MediaType.CHAT,
} as const;
const SCOPE_NAMES = Object.keys(SCOPES) as (keyof typeof SCOPES)[];

const SCOPE_FORM = `an array of ${SCOPE_NAMES.slice(0, -1).join(', ')} and ${SCOPE_NAMES.at(-1) ?? ''}`;

/** YAML reads an id of digits as a number unless it has quotes. */
const QUOTED: Kind<string> = dataKind('a string in quotes', (value) =>
  typeof value === 'string' ? STRING.read(value) : mustBe('a string in quotes', value),
);

/** Media types by name; read as a mask. */
const SCOPE: Kind<number> = dataKind(SCOPE_FORM, (value) => {
  if (!Array.isArray(value) || value.length === 0) return mustBe(SCOPE_FORM, value);
  const names = array(choice(SCOPE_NAMES), MAX_ENTRIES).read(value);
  return names.ok ? good(names.value.reduce((mask, name) => mask | SCOPES[name], 0)) : names;
});

const [{ accountId, userId }] = DEV_CREDENTIALS.apps;

const APP = {
  client_id: required(QUOTED),
  client_secret: required(QUOTED),
  accountId: withDefault(QUOTED, accountId),
  userID: withDefault(QUOTED, userId),
  scope: optional(SCOPE),
  protocol: optional(choice(PROTOCOLS)),
  webhookUrl: optional(WEBHOOK_URL),
  secretToken: optional(QUOTED),
};

const STREAM = { meeting_uuid: required(QUOTED), rtms_stream_id: required(QUOTED) };

const FILE = {
  auth_credentials: required(nonEmpty(array(object(APP, REST), MAX_ENTRIES), 'add one app')),
  stream_meeting_info: withDefault(array(object(STREAM, REST), MAX_ENTRIES), []),
  Zoom_Webhook_Secret_Token: required(
    nonEmpty(array(object({ token: required(QUOTED) }, REST), MAX_ENTRIES), 'add {"token": "…"}'),
  ),
};

type NonEmpty<T> = readonly [T, ...T[]];

/** An array with entries. `advice` completes "has no entries". */
function nonEmpty<T>(kind: Kind<readonly T[]>, advice: string): Kind<NonEmpty<T>> {
  return dataKind(kind.accepts, (value): Reading<NonEmpty<T>> => {
    const reading = kind.read(value);
    if (!reading.ok) return reading;
    const [first, ...others] = reading.value;
    return first === undefined ? bad(`has no entries; ${advice}`) : good([first, ...others]);
  });
}

/**
 * Reads and checks a file.
 *
 * @throws {UsageError} that names line and field, and shows no value of the file
 */
export async function loadCredentials(path: string): Promise<Credentials> {
  return readCredentials(await readUserDocument(path, WHAT));
}

/** Like {@link loadCredentials}, from the content of a file. `path` is for messages. */
export function parseCredentials(text: string, path: string): Credentials {
  return readCredentials(parseUserDocument(text, path, WHAT));
}

function readCredentials(document: UserDocument): Credentials {
  const accepts = 'an object with auth_credentials';
  const reading = readObject(FILE, document.value, { accepts, ...REST });
  if (!reading.ok) throw fileError(document, withoutFound(reading).problems[0]);
  const { auth_credentials: apps, stream_meeting_info: streams, ...file } = reading.value;
  const [repeated] = [
    ...repetitions(apps, 'auth_credentials', 'client_id'),
    ...repetitions(streams, 'stream_meeting_info', 'rtms_stream_id'),
  ];
  if (repeated) throw fileError(document, repeated);
  const [first, ...others] = apps;
  return {
    apps: [appOf(first), ...others.map(appOf)],
    streams: streams.map(streamOf),
    secretToken: file.Zoom_Webhook_Secret_Token[0].token,
  };
}

function appOf(app: Values<typeof APP>): App {
  const { client_id: clientId, client_secret: clientSecret, userID, ...others } = app;
  return { clientId, clientSecret, userId: userID, ...others };
}

function streamOf({ meeting_uuid: meetingUuid, rtms_stream_id: streamId }: Values<typeof STREAM>): StreamIds {
  return { meetingUuid, streamId };
}

/** Entries that repeat the id of an earlier one. */
function repetitions<K extends string>(
  entries: readonly { readonly [key in K]: string }[],
  list: string,
  key: K,
): Problem[] {
  const ids = entries.map((entry) => entry[key]);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : { path: [list, index, key], message: `has "${id}" a second time`, subject: 'value' },
  );
}

function fileError(document: UserDocument, problem: Problem): UsageError {
  const sentence = [pathName(problem.path), clauseOf(problem)].join(' ').trim();
  return new UsageError(`${WHAT} ${document.path}, line ${document.lineOf(problem.path)}: ${sentence}`);
}
