/** An app's credentials: OAuth client id and secret, or Video SDK key and secret. */
export interface AppCredentials {
  /** OAuth client id, or Video SDK key (PROTOCOL.md §5.2). */
  readonly clientId: string;
  /** OAuth client secret, or Video SDK secret: the HMAC key (PROTOCOL.md §5.1). */
  readonly clientSecret: string;
}
