import {
  TransmissionProtocol,
  type DialectName,
  type MediaServer,
  type MediaServerUrls,
  type NumericGeneration,
} from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { MediaHandshakeStream } from './handshake-view.js';
import { mediaServerUrls } from './media-urls.js';
import type { ServerInstance } from './server-instance.js';
import type { StreamContext } from './stream-context.js';
import type { StreamEncryption } from './stream-encryption.js';

/** Keys of media URLs in the vendor's documentation (PROTOCOL.md §4.4). */
const DOCUMENTED_URLS: ReadonlySet<string> = new Set(['audio', 'video', 'transcript', 'all']);

/** Transports of media (PROTOCOL.md §12.6). */
const OFFERED_TRANSPORTS = [TransmissionProtocol.WEBSOCKET, TransmissionProtocol.UDP] as const;

/** Access rights of a stream's app. Reads the current credentials, which may be replaced while the stream lives. */
export class AppAccess {
  readonly #clientId: string;
  readonly #initialApp: App;
  readonly #context: Pick<StreamContext, 'settings'>;
  readonly #instance: ServerInstance;
  /** Keys of the stream, and the policy for encryption. */
  readonly encryption: StreamEncryption;

  constructor(
    app: App,
    context: Pick<StreamContext, 'settings'>,
    instance: ServerInstance,
    encryption: StreamEncryption,
  ) {
    this.#clientId = app.clientId;
    this.#initialApp = app;
    this.#context = context;
    this.#instance = instance;
    this.encryption = encryption;
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

  /** Returns the properties that a handshake is checked against. */
  handshakeView(
    {
      meeting,
      generation,
      mediaConnections,
    }: {
      readonly meeting: { readonly entityId: string };
      readonly generation: NumericGeneration;
      readonly mediaConnections: readonly { readonly mask: number }[];
    },
    now: Pick<MediaHandshakeStream, 'ended' | 'hasSignaling'>,
  ): MediaHandshakeStream {
    const openTypes = mediaConnections.map(({ mask }) => mask);
    return { ...now, entityId: meeting.entityId, app: this.app, generation, scope: this.scope, openTypes };
  }

  /** Returns the media URLs for the app and, where its generation has a field for them, keys and transports. */
  mediaServer(dialect: DialectName): MediaServer {
    const keys = this.encryption.keysFor(dialect);
    return {
      server_urls: this.#mediaUrls(),
      ...(keys && { srtp_keys: keys, transmission_protocols: [...OFFERED_TRANSPORTS] }),
    };
  }

  /** The media URLs for the app; in strict mode only the documented ones. */
  #mediaUrls(): MediaServerUrls {
    const urls = mediaServerUrls(this.#instance.mediaUrl, this.scope);
    if (!this.#context.settings.strict) return urls;
    return Object.fromEntries(Object.entries(urls).filter(([key]) => DOCUMENTED_URLS.has(key)));
  }
}
