/** An app that uses the client as users do. It joins whatever it is asked to, and has a webhook receiver. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Client,
  createWebhookHandler,
  RtmsError,
  type ClientOptions,
  type JoinParams,
} from '@rtms-mock/client';
import { serveCalls } from './calls.js';

/** One stream to join. */
export interface ClientJoin {
  readonly id: string;
  /** Argument of `join` as JSON; a text that is no JSON is the argument itself. */
  readonly payload: string;
  readonly reconnect: boolean;
  readonly mediaSockets: 'unified' | 'split';
  /** The app reads media with `for await` too. */
  readonly streams: boolean;
}

/** What the app has noticed. */
export interface ClientReport {
  /** Calls of callbacks. */
  readonly callbacks: number;
  /** Streams that could not be joined. */
  readonly failedJoins: number;
}

const clients = new Map<string, Client>();
const reported = new Set<string>();
let callbacks = 0;
let failedJoins = 0;

/** Prints a line that the fuzzer reads, once for each name. */
function report(kind: 'callback' | 'error-type', name: string, evidence: string): void {
  if (reported.has(name)) return;
  reported.add(name);
  console.log(`FUZZ ${kind} ${name} ${evidence.replaceAll('\n', ' ')}`);
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && !Number.isNaN(value);
const isString: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isObject: Check = (value) => typeof value === 'object' && value !== null;
const isBuffer: Check = (value) => Buffer.isBuffer(value);
const isOptionalNumber: Check = (value) => value === undefined || isNumber(value);
const isOptionalString: Check = (value) => value === undefined || isString(value);
const isMetadata: Check = (value) =>
  isObject(value) &&
  isString((value as { userName?: unknown }).userName) &&
  isNumber((value as { userId?: unknown }).userId) &&
  isNumber((value as { startTs?: unknown }).startTs) &&
  isNumber((value as { endTs?: unknown }).endTs);
const isParticipants: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    ({ userId, userName }: { userId?: unknown; userName?: unknown }) =>
      isNumber(userId) && isOptionalString(userName),
  );
const isNumbers: Check = (value) => Array.isArray(value) && value.every(isNumber);
const isSession: Check = (value) =>
  isObject(value) &&
  isString((value as { sessionId?: unknown }).sessionId) &&
  isNumber((value as { statTime?: unknown }).statTime);
const isUser: Check = (value) =>
  isObject(value) && isNumber((value as { id?: unknown }).id) && isString((value as { name?: unknown }).name);

/** Creates a callback that checks its arguments. It has four parameters, as the callbacks of media are declared. */
function checked(name: string, ...checks: readonly Check[]) {
  return (a?: unknown, b?: unknown, c?: unknown, d?: unknown): void => {
    callbacks += 1;
    const values = [a, b, c, d];
    if (checks.every((check, index) => check(values[index]))) return;
    report('callback', name, JSON.stringify(values)?.slice(0, 500) ?? '');
  };
}

function listen(client: Client): void {
  client.onJoinConfirm((status) => {
    if (status !== 0) failedJoins += 1;
    checked('onJoinConfirm', isNumber)(status);
  });
  client.onLeave(checked('onLeave', isNumber));
  client.onSessionUpdate(checked('onSessionUpdate', isNumber, isSession));
  client.onUserUpdate(checked('onUserUpdate', isNumber, isUser));
  client.onParticipantEvent(checked('onParticipantEvent', isString, isNumber, isParticipants));
  client.onActiveSpeakerEvent(checked('onActiveSpeakerEvent', isNumber, isNumber, isString));
  client.onSharingEvent(checked('onSharingEvent', isString, isNumber, isOptionalNumber, isOptionalString));
  client.onMediaConnectionInterrupted(checked('onMediaConnectionInterrupted', isNumber));
  client.onParticipantVideo(checked('onParticipantVideo', isNumbers, isBoolean));
  client.onVideoSubscribed(checked('onVideoSubscribed', isNumber, isNumber, isString));
  client.onEventEx(checked('onEventEx', isString));
  for (const name of ['onAudioData', 'onVideoData', 'onDeskshareData', 'onTranscriptData'] as const) {
    client[name](checked(name, isBuffer, isNumber, isNumber, isMetadata));
  }
}

async function readAll(client: Client): Promise<void> {
  try {
    for await (const frame of client.audio()) if (frame.data.length === 0) callbacks += 1;
  } catch (error) {
    // Documented: joining failed.
    if (!(error instanceof RtmsError)) throw error;
  }
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function join({ id, payload, reconnect, mediaSockets, streams }: ClientJoin): void {
  joinWith(id, parsedOrText(payload), { reconnect, mediaSockets }, streams);
}

function joinWith(id: string, payload: unknown, options: ClientOptions, streams: boolean): void {
  const client = new Client(options);
  clients.set(id, client);
  try {
    listen(client);
    if (streams) void readAll(client);
    client.join(payload as JoinParams);
  } catch (error) {
    failedJoins += 1;
    client.release();
    // Those that `join` documents.
    if (error instanceof RtmsError || error instanceof ReferenceError) return;
    const name = error instanceof Error ? error.name : typeof error;
    report('error-type', name, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

const webhooks = createServer(
  createWebhookHandler((body) => {
    callbacks += 1;
    if (typeof body['event'] === 'string' && body['event'].includes('started')) {
      joinWith('webhook', body['payload'], { reconnect: false }, false);
      clients.get('webhook')?.leave();
    }
  }, '/webhook'),
);

const calls = {
  /** Starts the webhook receiver. Returns its port. */
  start(): Promise<number> {
    return new Promise((resolve) => {
      webhooks.listen(0, '127.0.0.1', () => resolve((webhooks.address() as AddressInfo).port));
    });
  },

  join,

  leave(id: string): void {
    clients.get(id)?.leave();
    clients.delete(id);
  },

  report(): ClientReport {
    return { callbacks, failedJoins };
  },
};

/** Calls of the app. */
export type ClientCalls = typeof calls;

serveCalls(calls);
