import type { NumericGeneration, MediaServerUrls } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import { mediaServerUrls } from './media-urls.js';
import type { StreamContext } from './stream-context.js';

/** Keys of media URLs that the vendor's pages name (PROTOCOL.md §4.4). */
const DOCUMENTED_URLS: ReadonlySet<string> = new Set(['audio', 'video', 'transcript', 'all']);

/** What the app of a stream may have, by what holds now: credentials may be replaced while the stream lives. */
export class AppAccess {
  readonly #clientId: string;
  readonly #given: App;
  readonly #generation: NumericGeneration;
  readonly #context: Pick<StreamContext, 'settings' | 'mediaUrl'>;

  constructor(
    app: App,
    generation: NumericGeneration,
    context: Pick<StreamContext, 'settings' | 'mediaUrl'>,
  ) {
    this.#clientId = app.clientId;
    this.#given = app;
    this.#generation = generation;
    this.#context = context;
  }

  /** With its present secret. */
  get app(): App {
    const { apps } = this.#context.settings.credentials;
    return apps.find((app) => app.clientId === this.#clientId) ?? this.#given;
  }

  /** Media types that it may receive, as a mask. */
  get scope(): number {
    return this.app.scope ?? 31;
  }

  mediaUrls(): MediaServerUrls {
    const urls = mediaServerUrls(this.#context.mediaUrl, this.scope, this.#generation);
    if (!this.#context.settings.strict) return urls;
    return Object.fromEntries(Object.entries(urls).filter(([key]) => DOCUMENTED_URLS.has(key)));
  }
}
