/**
 * Named arguments of `join`. The payload of a `*.rtms_started` webhook can be passed as it is, flat or with an
 * `object`. Unknown fields are ignored. One of the five ids is needed; the first in this order counts.
 */
export interface JoinParams {
  /** UUID of the meeting. */
  meeting_uuid?: string;
  /** UUID of the webinar. */
  webinar_uuid?: string;
  /** Id of the Video SDK session. */
  session_id?: string;
  /** Id of the Contact Center engagement. */
  engagement_id?: string;
  /** Id of the phone call. */
  call_id?: string;
  /** Id of the stream. */
  rtms_stream_id: string;
  /** Signaling URLs, `ws://` or `wss://`: one, several separated by commas, or an array. Tried in order. */
  server_urls: string | string[];
  /** A ready signature. With it, client id and secret are not needed. */
  signature?: string;
  /**
   * OAuth client id.
   * @default the environment variable `ZM_RTMS_CLIENT`, which also takes precedence over this field
   */
  client?: string;
  /**
   * OAuth client secret.
   * @default the environment variable `ZM_RTMS_SECRET`, which also takes precedence over this field
   */
  secret?: string;
  /**
   * Time limit of joining, in ms. 0 and negative values mean the default.
   * @default 15000
   */
  timeout?: number;
  /** Interval between polls in ms. Ignored: this client does not poll. The SDK has this field. */
  pollInterval?: number;
  /**
   * Path of a PEM file with certificates to trust in addition to Node's own.
   * @default the environment variable `ZM_RTMS_CA`
   */
  ca?: string;
  /**
   * 0 disables verification of TLS certificates.
   * @default 1
   */
  is_verify_cert?: number;
  /** `User-Agent` header of the WebSocket requests. */
  agent?: string;
  /**
   * Reconnect after a connection is lost. Not a field of the SDK.
   * @default the client's option `reconnect`
   */
  reconnect?: boolean;
}
