import type { StreamContext } from './stream-context.js';

/** Returns the URL of an instance below a base. The first instance has no path of its own. */
export function instanceUrl(base: string, instance: number): string {
  return instance === 1 ? base : `${base}/instance/${instance}`;
}

/** The server instance that serves a stream. An instance that takes over has other URLs (PROTOCOL.md §6.7). */
export class ServerInstance {
  readonly #urls: Pick<StreamContext, 'signalingUrl' | 'mediaUrl'>;
  /** 1 for the first instance of a meeting. */
  number: number;

  constructor(urls: Pick<StreamContext, 'signalingUrl' | 'mediaUrl'>, number = 1) {
    this.#urls = urls;
    this.number = number;
  }

  /** Signaling URL, as in webhooks. */
  get signalingUrl(): string {
    return instanceUrl(this.#urls.signalingUrl, this.number);
  }

  /** Base of media URLs. */
  get mediaUrl(): string {
    return instanceUrl(this.#urls.mediaUrl, this.number);
  }
}
