import type { AppCredentials } from '../app-credentials.js';
import { explainDigest, sentenceOf, spoiledForms, type Candidate } from './search.js';

/** A stream whose ids a wrong signature may contain. */
export interface KnownStream {
  /** Id of its meeting, webinar, session, engagement or call. */
  readonly entityId: string;
  /** Its `rtms_stream_id`. */
  readonly streamId: string;
}

/** Input of {@link diagnoseHandshakeSignature}. */
export interface HandshakeSignatureInput extends KnownStream {
  /** The signature as received. */
  readonly signature: string;
  /** Credentials of the app that the stream belongs to. */
  readonly app: AppCredentials;
  /** Secret token of the app's webhooks, which is sometimes taken for the client secret. */
  readonly secretToken?: string;
  /** Other apps that are configured. */
  readonly otherApps?: readonly AppCredentials[];
  /** Other streams, whose ids may have been signed. */
  readonly otherStreams?: readonly KnownStream[];
  /** Other ids of the same meeting, such as its number. */
  readonly otherIds?: readonly string[];
}

const SEPARATORS: readonly (readonly [string, string])[] = [
  [',', ''],
  ['', 'without commas'],
  [':', 'with colons in place of commas'],
  [', ', 'with a space after each comma'],
  ['.', 'with dots in place of commas'],
  ['|', 'with vertical bars in place of commas'],
  ['-', 'with hyphens in place of commas'],
  ['_', 'with underscores in place of commas'],
  [' ', 'with spaces in place of commas'],
  ['&', 'with ampersands in place of commas'],
  ['\n', 'with line breaks in place of commas'],
];

const ORDERS = [
  ['client_id', 'meeting_uuid', 'rtms_stream_id'],
  ['client_id', 'rtms_stream_id', 'meeting_uuid'],
  ['meeting_uuid', 'client_id', 'rtms_stream_id'],
  ['meeting_uuid', 'rtms_stream_id', 'client_id'],
  ['rtms_stream_id', 'client_id', 'meeting_uuid'],
  ['rtms_stream_id', 'meeting_uuid', 'client_id'],
  ['meeting_uuid', 'rtms_stream_id'],
  ['client_id', 'meeting_uuid'],
  ['client_id', 'rtms_stream_id'],
] as const;

/**
 * Names the mistake behind a wrong signature of a handshake, by computing the signature with each frequent mistake
 * (PROTOCOL.md §5): `the client secret ends with a newline`. `undefined` if none of them explains it; then the
 * client secret is most likely another one. The text contains no secret. For logs and journals only: on the wire it
 * would help someone who guesses.
 */
export function diagnoseHandshakeSignature(input: HandshakeSignatureInput): string | undefined {
  const mistakes =
    explainDigest(input.signature, keysOf(input), messagesOf(input)) ?? otherAppsMistake(input);
  return mistakes && mistakes.length > 0 ? sentenceOf(mistakes) : undefined;
}

function keysOf({ app, secretToken, otherApps = [] }: HandshakeSignatureInput): Candidate[] {
  const { clientId, clientSecret } = app;
  return [
    { value: clientSecret },
    ...spoiledForms(clientSecret, 'client secret'),
    ...(secretToken === undefined
      ? []
      : [{ value: secretToken, mistake: 'the key is the secret token of webhooks, not the client secret' }]),
    { value: clientId, mistake: 'the key is the client id, not the client secret' },
    ...otherApps.map((other) => ({
      value: other.clientSecret,
      mistake: `the key is the client secret of another app (${other.clientId})`,
    })),
  ];
}

function messagesOf(input: HandshakeSignatureInput): Candidate[] {
  const { app, entityId, streamId, otherApps = [], otherStreams = [], otherIds = [] } = input;
  const { clientId } = app;
  const joined = (client: string, entity: string, stream: string, mistake: string): Candidate => ({
    value: `${client},${entity},${stream}`,
    mistake,
  });
  return [
    ...arrangements(clientId, entityId, streamId),
    ...writtenOtherwise(entityId).map(([id, mistake]) => joined(clientId, id, streamId, mistake)),
    ...otherIds.map((id) => joined(clientId, id, streamId, `it contains ${id} in place of meeting_uuid`)),
    ...otherStreams.flatMap((other) => [
      joined(
        clientId,
        other.entityId,
        other.streamId,
        `it has the ids of another stream (${other.streamId})`,
      ),
      joined(
        clientId,
        entityId,
        other.streamId,
        `it has the rtms_stream_id of another stream (${other.streamId})`,
      ),
      joined(
        clientId,
        other.entityId,
        streamId,
        `it has the meeting_uuid of another stream (${other.streamId})`,
      ),
    ]),
    ...otherApps.map((other) =>
      joined(
        other.clientId,
        entityId,
        streamId,
        `it contains the client id of another app (${other.clientId})`,
      ),
    ),
    ...['undefined', 'null', 'None', ''].flatMap((empty) => {
      const shown = empty === '' ? 'empty' : `the text "${empty}"`;
      return [
        joined(empty, entityId, streamId, `its client id is ${shown}`),
        joined(clientId, empty, streamId, `its meeting_uuid is ${shown}`),
        joined(clientId, entityId, empty, `its rtms_stream_id is ${shown}`),
      ];
    }),
  ];
}

/** All orders with all separators; the first is the right one. */
function arrangements(clientId: string, entityId: string, streamId: string): Candidate[] {
  const values = { client_id: clientId, meeting_uuid: entityId, rtms_stream_id: streamId };
  return ORDERS.flatMap((order, index) =>
    SEPARATORS.map(([separator, words]) => {
      const value = order.map((field) => values[field]).join(separator);
      if (index > 0)
        return {
          value,
          mistake: [`it is made of ${order.join(', ')}, in this order`, words].join(' ').trim(),
        };
      return words === '' ? { value } : { value, mistake: `it is made of the three values ${words}` };
    }),
  );
}

/** The same id, written in another way. */
function writtenOtherwise(entityId: string): (readonly [string, string])[] {
  const encoded = encodeURIComponent(entityId);
  const forms: (readonly [string, string])[] = [
    [encoded, 'its meeting_uuid is URL-encoded'],
    [encodeURIComponent(encoded), 'its meeting_uuid is URL-encoded twice'],
    [entityId.replaceAll(/=+$/g, ''), 'its meeting_uuid lacks the "=" at the end'],
    [entityId.replaceAll('+', ' '), 'its meeting_uuid was URL-decoded: it has spaces in place of "+"'],
    [entityId.replaceAll('+', '-').replaceAll('/', '_'), 'its meeting_uuid is in URL-safe base64'],
    [`"${entityId}"`, 'its meeting_uuid has quotes around it'],
  ];
  return forms.filter(([form]) => form !== entityId);
}

/** A signature that is right for another app: client id and secret are both that app's. */
function otherAppsMistake(input: HandshakeSignatureInput): string[] | undefined {
  const { signature, entityId, streamId, otherApps = [] } = input;
  for (const { clientId, clientSecret } of otherApps) {
    const message = { value: `${clientId},${entityId},${streamId}` };
    const mistakes = explainDigest(signature, [{ value: clientSecret }], [message]);
    if (mistakes) return [`it is signed with the credentials of another app (${clientId})`, ...mistakes];
  }
  return undefined;
}
