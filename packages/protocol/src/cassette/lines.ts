/**
 * Types of a cassette: a recording of one or several meetings as JSON lines. The first line is a {@link CassetteHeader};
 * each further line is an array `[ms, connection, direction, kind, …]`.
 */
import type { DialectName } from '../dialects/dialect.js';

/** Value of `format` in the header of every cassette. */
export const CASSETTE_FORMAT = 'rtms-mock cassette';

/** Version of the format that this package writes. Readers accept this version only. */
export const CASSETTE_VERSION = 1;

/** Ends of the file names of cassettes: plain, and compressed with gzip. */
export const CASSETTE_EXTENSIONS = ['.rtms.jsonl', '.rtms.jsonl.gz'] as const;

/** Writers of cassettes. */
export const CASSETTE_RECORDERS = ['proxy', 'client', 'server'] as const;

/** Writer of a cassette: `rtms-mock record`, `@rtms-mock/client`, or a mock server. */
export type CassetteRecorder = (typeof CASSETTE_RECORDERS)[number];

/** Places of the payload of media. */
export const PAYLOAD_MODES = ['inline', 'files', 'hash'] as const;

/**
 * Place of the payload of audio, video and share. `inline`: in the message, as it was sent. `files`: in files
 * beside the cassette. `hash`: nowhere; only size and SHA-256 are kept.
 */
export type PayloadMode = (typeof PAYLOAD_MODES)[number];

/** Parts that a recorder may replace. */
export const REDACTABLE = ['names', 'text', 'media'] as const;

/** Part that a recorder has replaced: names and ids of people, transcripts and chat, or audio and images. */
export type Redactable = (typeof REDACTABLE)[number];

/** Possible content of a cassette beside messages, opens and closes. */
export const CASSETTE_CAPABILITIES = ['media', 'webhooks', 'pings', 'journal'] as const;

/**
 * Content of a cassette beside messages, opens and closes. `media`: every frame of media, not only the first of each
 * type on a connection. `pings`: pings and pongs. `journal`: states, notes and faults of a mock server.
 */
export type CassetteCapability = (typeof CASSETTE_CAPABILITIES)[number];

/** First line of a cassette. */
export interface CassetteHeader {
  /** Always {@link CASSETTE_FORMAT}. */
  readonly format: typeof CASSETTE_FORMAT;
  /** Version of the format. */
  readonly version: typeof CASSETTE_VERSION;
  /** Generation of the messages (PROTOCOL.md §3.1). Connections of the string generation may occur in each. */
  readonly generation: DialectName;
  /** Writer of the cassette. */
  readonly recorder: CassetteRecorder;
  /** Name and version of the program that wrote it, such as `@rtms-mock/server` and `0.1.0`. */
  readonly product: { readonly name: string; readonly version: string };
  /** Unix time of `ms` 0, in milliseconds. */
  readonly startedAtUnixMs: number;
  /** The same time in ISO 8601, for people. */
  readonly startedAt: string;
  /** Place of the payload of media. */
  readonly payload: PayloadMode;
  /** Parts that were replaced. Secrets and signatures always are. */
  readonly redacted: readonly Redactable[];
  /** Content beside messages, opens and closes. */
  readonly capabilities: readonly CassetteCapability[];
}

/** Direction of a line: towards the app, or towards the service. */
export type CassetteDirection = 'to-app' | 'to-service';

/** Fields that each line has. */
export interface CassetteLineBase {
  /** Monotonic time since `startedAtUnixMs` of the header, in milliseconds, with up to three decimals. */
  readonly ms: number;
}

/** A WebSocket was opened by the app. */
export interface CassetteOpen extends CassetteLineBase {
  /** Always `open`. */
  readonly kind: 'open';
  /** Id of the connection in this cassette, such as `s1` or `m1`. */
  readonly connection: string;
  /** Always the app. */
  readonly direction: 'to-service';
  /** Kind and address of the socket. */
  readonly detail: CassetteOpenDetail;
}

/** Facts of an opened WebSocket. */
export interface CassetteOpenDetail {
  /** Kind of the socket. */
  readonly socket: 'signaling' | 'media';
  /** URL that the app connected to, or its path, if known. Credentials in it are masked. */
  readonly url?: string;
  /** Id of the stream, if it is known before the first message. */
  readonly streamId?: string;
}

/** A message in a text frame or binary frame. */
export interface CassetteMessage extends CassetteLineBase {
  /** Type of the frame. */
  readonly kind: 'text' | 'binary';
  /** Id of the connection. */
  readonly connection: string;
  /** Receiver of the message. */
  readonly direction: CassetteDirection;
  /**
   * The message. A JSON object or array: `JSON.stringify` returns the text that was sent. A string: the text itself, which
   * is written in another way or no JSON. With `meta.encoding` `base64`: bytes of a binary frame that are not UTF-8.
   */
  readonly message: unknown;
  /** Facts beside the content. */
  readonly meta?: CassetteMessageMeta;
}

/** Facts about a message beside its content. */
export interface CassetteMessageMeta {
  /** `message` is a string of bytes in base64. */
  readonly encoding?: 'base64';
  /** Place of the payload, if it was taken out of the message. The field in the message is then an empty string. */
  readonly payload?: CassettePayload;
  /** Something of {@link Redactable} was replaced in this message. Absent where only secrets were masked. */
  readonly redacted?: true;
  /** Long strings of the message are shortened, so it cannot be replayed. */
  readonly shortened?: true;
  /** Id of the stream, where a server wrote the cassette. */
  readonly streamId?: string;
  /** Name of the message in the journal of a server, such as `KEEP_ALIVE_REQ` or `INVALID`. */
  readonly type?: string;
  /** Fields of the message in the journal of a server, where they differ from those in `message`. */
  readonly detail?: { readonly [key: string]: unknown };
}

/** Payload of a media message that is not in the message. */
export interface CassettePayload {
  /** Length in bytes, before base64. */
  readonly bytes: number;
  /** SHA-256 of the bytes, in hex. Only with the mode `hash`. */
  readonly sha256?: string;
  /** Name of a file beside the cassette, `/` between folders. Only with the mode `files`. */
  readonly file?: string;
  /** Start of the payload in the file, in bytes. Only with the mode `files`. */
  readonly offset?: number;
}

/** A ping or pong of a WebSocket. */
export interface CassettePing extends CassetteLineBase {
  /** A ping, or the answer to one. */
  readonly kind: 'ping' | 'pong';
  /** Id of the connection. */
  readonly connection: string;
  /** Receiver of the frame. */
  readonly direction: CassetteDirection;
  /** Payload in base64; absent if it is empty. */
  readonly data?: string;
}

/** The end of a WebSocket. */
export interface CassetteClose extends CassetteLineBase {
  /** Always `close`. */
  readonly kind: 'close';
  /** Id of the connection. */
  readonly connection: string;
  /** Side that closed, seen as a message: `to-app` if the service closed. `null`: lost without a close frame, or unknown. */
  readonly direction: CassetteDirection | null;
  /** Close code; 1006 without a close frame, 1005 for a close frame without a code. */
  readonly code: number;
  /** Reason; empty without one. */
  readonly reason: string;
  /** Further facts, where a server wrote the cassette. */
  readonly detail?: { readonly [key: string]: unknown };
  /** Id of the stream, where a server wrote the cassette. */
  readonly streamId?: string;
}

/** A webhook as the service sent it. Its answer has the same connection. */
export interface CassetteWebhook extends CassetteLineBase {
  /** Always `webhook`. */
  readonly kind: 'webhook';
  /** Id of this delivery, such as `w1`. */
  readonly connection: string;
  /** Always the app. */
  readonly direction: 'to-app';
  /** Content of the webhook. */
  readonly detail: CassetteWebhookDetail;
}

/** Content of a webhook. */
export interface CassetteWebhookDetail {
  /** Name of the event, such as `meeting.rtms_started`. */
  readonly event: string;
  /** Id of the stream that it is about, if any. */
  readonly streamId?: string;
  /** URL of the receiver. */
  readonly url?: string;
  /** Headers in lower case; signatures and tokens are masked. */
  readonly headers?: { readonly [name: string]: string };
  /** Body, as `message` of {@link CassetteMessage}: a JSON value, or the text. */
  readonly body: unknown;
  /** Long strings of the body are shortened. */
  readonly shortened?: true;
  /** Further facts, where a server wrote the cassette. */
  readonly detail?: { readonly [key: string]: unknown };
}

/** Response to a webhook, or why there is none. */
export interface CassetteAnswer extends CassetteLineBase {
  /** Always `answer`. */
  readonly kind: 'answer';
  /** Id of the webhook. */
  readonly connection: string;
  /** Always the service. */
  readonly direction: 'to-service';
  /** Content of the response. */
  readonly detail: CassetteAnswerDetail;
}

/** Content of the response to a webhook. */
export interface CassetteAnswerDetail {
  /** HTTP status; absent without a response. */
  readonly status?: number;
  /** Body, cut after 4,096 characters; absent if it is empty. */
  readonly body?: string;
  /** Why there was no response. */
  readonly error?: string;
  /** Name of the event, where a server wrote the cassette. */
  readonly event?: string;
  /** Id of the stream, where a server wrote the cassette. */
  readonly streamId?: string;
  /** Further facts, where a server wrote the cassette. */
  readonly detail?: { readonly [key: string]: unknown };
}

/** An entry of a mock server's journal that is no message and no webhook. */
export interface CassetteJournal extends CassetteLineBase {
  /** Kind of the entry, as in the journal. */
  readonly kind: 'state' | 'connection' | 'fault' | 'note';
  /** Connection that the entry is about; `null` for none. */
  readonly connection: string | null;
  /** Always `null`. */
  readonly direction: null;
  /** Name of the new state, change, fault or note. */
  readonly type: string;
  /** Data of the entry. */
  readonly detail: { readonly [key: string]: unknown };
  /** Subject of the entry. */
  readonly meta?: CassetteJournalMeta;
}

/** Subject of an entry of a journal. */
export interface CassetteJournalMeta {
  /** Id of the stream. */
  readonly streamId?: string;
  /** Kind of the socket. */
  readonly socket?: 'signaling' | 'media';
}

/** One line of a cassette after the header. */
export type CassetteLine =
  | CassetteOpen
  | CassetteMessage
  | CassettePing
  | CassetteClose
  | CassetteWebhook
  | CassetteAnswer
  | CassetteJournal;

/** Kinds of lines that this version of the format has. */
export const CASSETTE_KINDS = [
  'open',
  'text',
  'binary',
  'ping',
  'pong',
  'close',
  'webhook',
  'answer',
  'state',
  'connection',
  'fault',
  'note',
] as const satisfies readonly CassetteLine['kind'][];
