import type { AppCredentials } from '@rtms-mock/protocol/signature';
import type { DialectName } from '@rtms-mock/protocol';

/** One app that may receive streams. */
export interface App extends AppCredentials {
  readonly accountId: string;
  /** `operator_id` of webhooks. */
  readonly userId: string;
  /** Media types this app may receive, as a mask of `MediaType`. Default: all (31). */
  readonly scope?: number;
  /** Protocol generation of this app's streams. Default: the server's. */
  readonly protocol?: DialectName;
}

/** Ids that streams get in turn before random ones are made. */
export interface StreamIds {
  readonly meetingUuid: string;
  readonly streamId: string;
}

/** Everything secret that the server knows. */
export interface Credentials {
  /** At least one; the first is the default. */
  readonly apps: readonly [App, ...App[]];
  readonly streams: readonly StreamIds[];
  /** Signs webhooks and URL validation (PROTOCOL.md §6.2). */
  readonly secretToken: string;
}

/** Built-in credentials for development, printed at start. They protect nothing. */
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
