/** Ids and times of a recording, replaced by those of the stream that plays it. */
import type { WebhookBody } from '@rtms-mock/protocol';
import { isObject } from '../input/kinds.js';
import { parsedJson } from '../input/json.js';

/** Replacements for one stream. */
export interface Rewriting {
  /** Recorded ids and what takes their place. */
  readonly ids: ReadonlyMap<string, string>;
  /** Added to recorded Unix times, in milliseconds. */
  readonly shiftMs: number;
}

/** Names of fields that contain a time: `timestamp`, `event_ts`, `start_time`. The value follows. */
const TIME = /"((?:\w+_)?(?:timestamp|ts|time))"\s*:\s*(\d{10,17})(?![\d.])/g;

/** Least values of Unix times in milliseconds and microseconds; smaller ones are seconds. */
const LEAST_MS = 1e11;
const LEAST_US = 1e14;

/**
 * Replaces ids and times in a message. Works on the text, so that the order of fields and the white space of the service
 * stay as they are.
 */
export function rewriteText(text: string, { ids, shiftMs }: Rewriting): string {
  let result = text;
  for (const [before, after] of ids) {
    // Whole strings only: short ids may occur anywhere. Some writers escape slashes.
    const quoted = JSON.stringify(before);
    for (const form of [quoted, quoted.replaceAll('/', String.raw`\/`)]) {
      if (result.includes(form)) result = result.replaceAll(form, () => JSON.stringify(after));
    }
  }
  return result.replaceAll(TIME, (all: string, _name: string, digits: string) => {
    const time = Number(digits);
    const factor = time >= LEAST_US ? 1000 : time >= LEAST_MS ? 1 : 0.001;
    return `${all.slice(0, -digits.length)}${Math.round(time + shiftMs * factor)}`;
  });
}

/** Rewrites the body of a webhook: ids, times, and every `server_urls`. Returns `undefined` for a body that is no webhook. */
export function rewriteWebhook(
  body: unknown,
  rewriting: Rewriting,
  signalingUrl: string,
): WebhookBody | undefined {
  const value: unknown = typeof body === 'string' ? parsedJson(body) : body;
  if (!isObject(value)) return undefined;
  const rewritten: unknown = JSON.parse(rewriteText(JSON.stringify(value), rewriting));
  const withUrls = replaceUrls(rewritten, signalingUrl);
  if (!isObject(withUrls) || typeof withUrls['event'] !== 'string') return undefined;
  return withUrls as unknown as WebhookBody;
}

function replaceUrls(value: unknown, url: string): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceUrls(item, url));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name !== 'server_urls') return [name, replaceUrls(item, url)];
      return [name, Array.isArray(item) ? [url] : url];
    }),
  );
}
