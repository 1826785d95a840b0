/** Bodies of the service's own REST API (PROTOCOL.md §7). */

/** `POST /oauth/token`, as a form or as JSON. */
export interface TokenRequest {
  /** OAuth grant. */
  readonly grant_type: 'account_credentials' | 'authorization_code' | 'refresh_token' | 'client_credentials';
  /** For `account_credentials`: the account of the app. */
  readonly account_id?: string;
  /** For `authorization_code`. */
  readonly code?: string;
  /** For `refresh_token`. */
  readonly refresh_token?: string;
  /** Scopes separated by spaces. Default: all that the app has. */
  readonly scope?: string;
}

/** Response of `POST /oauth/token` (PROTOCOL.md §7.2). */
export interface Token {
  /** For the header `Authorization: Bearer`. */
  readonly access_token: string;
  /** Always `bearer`. */
  readonly token_type: 'bearer';
  /**
   * Lifetime in seconds.
   *
   * @TJS-type integer
   */
  readonly expires_in: number;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** Present only if a user has consented. */
  readonly refresh_token?: string;
}

/** A refused token request (RFC 6749 §5.2; `reason` assumed). */
export interface TokenErrorBody {
  /** Short and stable, such as `invalid_grant`. */
  readonly error: string;
  /** One sentence that says what is wrong. */
  readonly reason: string;
}

/** Body of a status call (PROTOCOL.md §7.1). */
export interface AppStatus {
  /** Change of the stream's state. */
  readonly action: 'start' | 'stop' | 'pause' | 'resume';
  /** The app and the user. */
  readonly settings?: {
    /** App that receives the stream. Default: the app of the token. */
    readonly client_id?: string;
    /** User who starts the app. */
    readonly participant_user_id?: string;
  };
}

/** A refused status call. */
export interface RestErrorBody {
  /**
   * Number of the error.
   *
   * @TJS-type integer
   */
  readonly code: number;
  /** One sentence that says what is wrong. */
  readonly message: string;
}
