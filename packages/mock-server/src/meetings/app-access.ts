import type { MediaServerUrls } from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import { mediaServerUrls } from './media-urls.js';
import type { ServerInstance } from './server-instance.js';
import type { StreamContext } from './stream-context.js';

/** Keys of media URLs in the vendor's documentation (PROTOCOL.md §4.4). */
const DOCUMENTED_URLS: ReadonlySet<string> = new Set(['audio', 'video', 'transcript', 'all']);

/** Access rights of a stream's app. Reads the current credentials, which may be replaced while the stream lives. */
export class AppAccess {
  readonly #clientId: string;
  readonly #initialApp: App;
  readonly #context: Pick<StreamContext, 'settings'>;
  readonly #instance: ServerInstance;

  constructor(app: App, context: Pick<StreamContext, 'settings'>, instance: ServerInstance) {
    this.#clientId = app.clientId;
    this.#initialApp = app;
    this.#context = context;
    this.#instance = instance;
  }

  /** The app with its current secret. */
  get app(): App {
    const { apps } = this.#context.settings.credentials;
    return apps.find((app) => app.clientId === this.#clientId) ?? this.#initialApp;
  }

  /** Media types that the app may receive, as a mask. */
  get scope(): number {
    return this.app.scope ?? 31;
  }

  /** Returns the media URLs for the app; in strict mode only the documented ones. */
  mediaUrls(): MediaServerUrls {
    const urls = mediaServerUrls(this.#instance.mediaUrl, this.scope);
    if (!this.#context.settings.strict) return urls;
    return Object.fromEntries(Object.entries(urls).filter(([key]) => DOCUMENTED_URLS.has(key)));
  }
}
