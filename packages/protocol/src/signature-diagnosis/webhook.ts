import { explainDigest, sentenceOf, spoiledForms, type Candidate } from './search.js';
import { SERIALIZERS } from './serializers.js';

/** Input of {@link diagnoseWebhookSignature}. */
export interface WebhookSignatureInput {
  /** Value of the header `x-zm-signature`; `undefined` if it is missing. */
  readonly signature: string | undefined;
  /** Value of the header `x-zm-request-timestamp`; `undefined` if it is missing. */
  readonly timestamp: string | undefined;
  /** The body as received. */
  readonly rawBody: string;
  /** Secret token of the webhook. */
  readonly secretToken: string;
  /** Client secret of the app, which is sometimes taken for the secret token. */
  readonly clientSecret?: string;
  /** Current Unix time in seconds. */
  readonly nowSeconds: number;
  /**
   * Max distance between timestamp and current time, in seconds.
   * @default 300
   */
  readonly windowSeconds?: number;
}

/** Longer bodies are not compared, in characters: real ones have a few hundred. */
const MAX_DIAGNOSED_BODY = 16_384;

/** Unix times above this are milliseconds: in seconds it is the year 5138. */
const MAX_SECONDS = 99_999_999_999;

/**
 * Names the mistake behind a webhook that cannot be trusted, by computing the signature with each frequent mistake
 * (PROTOCOL.md §6.2): `the secret token ends with a newline`, `the timestamp is in milliseconds`. `undefined` if none
 * of them explains it; then the secret token is most likely another one. The text contains no secret. For logs only:
 * in a response it would help someone who guesses.
 */
export function diagnoseWebhookSignature(input: WebhookSignatureInput): string | undefined {
  const { signature, timestamp, rawBody } = input;
  if (signature === undefined || timestamp === undefined) {
    const missing = signature === undefined ? 'x-zm-signature' : 'x-zm-request-timestamp';
    return `the header ${missing} is missing`;
  }
  const aged = timestampMistake(input);
  const prefix = signature.startsWith('v0=') ? undefined : prefixMistake(signature);
  const digest = signature.replace(/^(?:v0|v1|sha256|sha1|hmac)=/i, '');
  const mistakes =
    rawBody.length > MAX_DIAGNOSED_BODY
      ? []
      : (explainDigest(digest, keysOf(input), messagesOf(input)) ?? []);
  const all = [aged, prefix, ...mistakes].filter((words) => words !== undefined);
  return all.length === 0 ? undefined : sentenceOf(all);
}

/** Input of {@link diagnoseEncryptedToken}. */
export interface EncryptedTokenInput {
  /** `encryptedToken` of the answer. */
  readonly encryptedToken: string;
  /** `plainToken` of the request. */
  readonly plainToken: string;
  /** Secret token of the webhook. */
  readonly secretToken: string;
  /** Client secret of the app, which is sometimes taken for the secret token. */
  readonly clientSecret?: string;
}

/**
 * Names the mistake behind a wrong answer to a URL validation (PROTOCOL.md §6.3), as {@link diagnoseWebhookSignature}
 * does for signatures. `undefined` if no frequent mistake explains it.
 */
export function diagnoseEncryptedToken(input: EncryptedTokenInput): string | undefined {
  const messages = [
    { value: input.plainToken },
    { value: `"${input.plainToken}"`, mistake: 'it covers plainToken with quotes around it' },
    {
      value: JSON.stringify({ plainToken: input.plainToken }),
      mistake: 'it covers the payload, not plainToken',
    },
  ];
  const mistakes = explainDigest(input.encryptedToken, keysOf(input), messages);
  return mistakes && mistakes.length > 0 ? sentenceOf(mistakes) : undefined;
}

function prefixMistake(signature: string): string {
  const found = /^[a-z0-9]+=/i.exec(signature)?.[0];
  return found === undefined || found.length > 8
    ? 'the signature lacks "v0=" at its beginning'
    : `the signature begins with "${found}" in place of "v0="`;
}

function timestampMistake({
  timestamp,
  nowSeconds,
  windowSeconds = 300,
}: WebhookSignatureInput): string | undefined {
  const seconds = Number(timestamp);
  if (!Number.isFinite(seconds)) return 'the timestamp is not a number';
  if (seconds > MAX_SECONDS) return 'the timestamp is in milliseconds in place of seconds';
  const age = Math.round(nowSeconds - seconds);
  if (age > windowSeconds) {
    return `the timestamp is ${durationText(age)} old, more than ${windowSeconds} s: repeated later, or a clock is wrong`;
  }
  if (-age > windowSeconds) {
    return `the timestamp is ${durationText(-age)} in the future: the clock of the sender or of this machine is wrong`;
  }
  return undefined;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

function keysOf({
  secretToken,
  clientSecret,
}: Pick<WebhookSignatureInput, 'secretToken' | 'clientSecret'>): Candidate[] {
  return [
    { value: secretToken },
    ...spoiledForms(secretToken, 'secret token'),
    ...(clientSecret === undefined
      ? []
      : [{ value: clientSecret, mistake: 'the key is the client secret, not the secret token of webhooks' }]),
  ];
}

function messagesOf({ timestamp = '', rawBody }: WebhookSignatureInput): Candidate[] {
  const signed = (body: string, mistake: string): Candidate => ({
    value: `v0:${timestamp}:${body}`,
    mistake,
  });
  return [
    { value: `v0:${timestamp}:${rawBody}` },
    { value: rawBody, mistake: 'it covers the body alone, without "v0:" and the timestamp' },
    { value: `${timestamp}:${rawBody}`, mistake: 'it covers timestamp and body, without "v0:"' },
    { value: `${timestamp}.${rawBody}`, mistake: 'it covers timestamp and body, joined by a dot' },
    { value: `${timestamp}${rawBody}`, mistake: 'it covers timestamp and body, without "v0" and colons' },
    { value: `v0:${rawBody}`, mistake: 'it covers no timestamp' },
    {
      value: `v0.${timestamp}.${rawBody}`,
      mistake: 'it covers the three parts with dots in place of colons',
    },
    { value: `v0${timestamp}${rawBody}`, mistake: 'it covers the three parts without colons' },
    ...otherUnits(timestamp).map(([time, mistake]) => ({ value: `v0:${time}:${rawBody}`, mistake })),
    signed(`${rawBody}\n`, 'it covers the body with a newline at the end'),
    signed(rawBody.trim(), 'it covers the body without the white space around it'),
    ...serializedOtherwise(rawBody).map(([body, mistake]) => signed(body, mistake)),
  ];
}

function otherUnits(timestamp: string): (readonly [string, string])[] {
  const time = Number(timestamp);
  if (!Number.isFinite(time)) return [];
  return [
    [String(time * 1000), 'it covers the timestamp in milliseconds, and the header has it in seconds'],
    [
      String(Math.floor(time / 1000)),
      'it covers the timestamp in seconds, and the header has it in milliseconds',
    ],
  ];
}

/**
 * Other spellings of the JSON. Either the body was written again on its way here (a parser, a proxy), or the sender
 * signed other bytes than it has posted.
 */
function serializedOtherwise(rawBody: string): (readonly [string, string])[] {
  let value: unknown;
  try {
    value = JSON.parse(rawBody);
  } catch {
    return [];
  }
  const written = SERIALIZERS.find(({ write }) => write(value) === rawBody)?.name;
  const rewritten =
    'the body is not the one that was signed: it was parsed and written again' +
    (written === undefined ? '' : `, as by ${written}`) +
    '. Verify the bytes as received';
  return [
    [JSON.stringify(value), rewritten],
    [JSON.stringify(inDocumentOrder(value)), rewritten],
    ...SERIALIZERS.map(
      ({ name, write }) =>
        [write(value), `it covers the body as ${name} writes it, not the bytes that were sent`] as const,
    ),
  ];
}

/** Keys of webhooks in the order in which they are sent; unknown ones stay behind them. */
const DOCUMENT_ORDER = [
  'event',
  'event_ts',
  'payload',
  'account_id',
  'operator_id',
  'is_original_host',
  'meeting_id',
  'meeting_uuid',
  'webinar_id',
  'webinar_uuid',
  'session_id',
  'session_key',
  'engagement_id',
  'call_id',
  'rtms_stream_id',
  'server_urls',
  'stop_reason',
];

/** The value with the keys in the order of the documents, for bodies whose keys were sorted on the way. */
function inDocumentOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inDocumentOrder);
  if (typeof value !== 'object' || value === null) return value;
  const place = (key: string): number => {
    const index = DOCUMENT_ORDER.indexOf(key);
    return index === -1 ? DOCUMENT_ORDER.length : index;
  };
  const entries = Object.entries(value).toSorted(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(entries.map(([key, child]) => [key, inDocumentOrder(child)]));
}
