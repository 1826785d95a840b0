import type { AppCredentials } from '@rtms-mock/protocol/signature';
import type { DialectName } from '@rtms-mock/protocol';

/** An app that may receive streams. */
export interface App extends AppCredentials {
  /** Account of the app, `account_id` of webhooks. */
  readonly accountId: string;
  /** User who operates the app, `operator_id` of webhooks. */
  readonly userId: string;
  /**
   * Media types that the app may receive, as a mask of `MediaType`.
   * @default 31, all types
   */
  readonly scope?: number;
  /**
   * Protocol generation of the app's streams.
   * @default that of the server
   */
  readonly protocol?: DialectName;
  /**
   * Receiver of this app's webhooks.
   * @default that of the server
   */
  readonly webhookUrl?: string;
  /**
   * Key for the signatures of this app's webhooks and of its URL validation (PROTOCOL.md §6.2).
   * @default that of the server
   */
  readonly secretToken?: string;
  /**
   * The client secret is no longer valid: signatures and token requests made with it are refused.
   * @default false
   */
  readonly isSecretExpired?: boolean;
}

/** Fixed ids for one stream. New streams use them in order; later streams get random ids. */
export interface StreamIds {
  /** Meeting UUID, as in webhooks and handshakes. */
  readonly meetingUuid: string;
  /** `rtms_stream_id`. */
  readonly streamId: string;
}

/** Apps, fixed ids and secrets of a server. */
export interface Credentials {
  /** At least one app. The first is the default. */
  readonly apps: readonly [App, ...App[]];
  /** Ids that new streams use in order, before random ones. */
  readonly streams: readonly StreamIds[];
  /** Key for the signatures of webhooks and of URL validation (PROTOCOL.md §6.2). */
  readonly secretToken: string;
}

/** Key that signs the webhooks of an app. Without a client id, or with an unknown one: that of the server. */
export function secretTokenOf(credentials: Credentials, clientId?: string): string {
  const app = credentials.apps.find((candidate) => candidate.clientId === clientId);
  return app?.secretToken ?? credentials.secretToken;
}

/** Built-in credentials for development. They are public: `serve` prints them at start. */
export const DEV_CREDENTIALS: Credentials = {
  apps: [
    {
      clientId: 'rtms-mock-client-id',
      clientSecret: 'rtms-mock-client-secret',
      accountId: 'rtms-mock-account',
      userId: 'rtms-mock-operator',
    },
  ],
  streams: [],
  secretToken: 'rtms-mock-secret-token',
};

/** True for the apps and the secret token of {@link DEV_CREDENTIALS}, which are public; false once a step has changed them. */
export function areBuiltIn({ apps, secretToken }: Credentials): boolean {
  return apps === DEV_CREDENTIALS.apps && secretToken === DEV_CREDENTIALS.secretToken;
}
