/** Named arguments of `join`. A webhook's payload fits, flat or under `object`; unknown fields are ignored. */
export interface JoinParams {
  meeting_uuid?: string;
  webinar_uuid?: string;
  /** Video SDK session. */
  session_id?: string;
  /** Contact Center engagement. */
  engagement_id?: string;
  /** Phone call. */
  call_id?: string;
  rtms_stream_id: string;
  /** Signaling URL: one, several with commas between them, or an array. They are tried in order. */
  server_urls: string | string[];
  /** Signature made elsewhere; then no client id and secret are needed. */
  signature?: string;
  /** OAuth client id. Default `ZM_RTMS_CLIENT`, which also wins over it. */
  client?: string;
  /** OAuth client secret. Default `ZM_RTMS_SECRET`, which also wins over it. */
  secret?: string;
  /** Milliseconds until a join that got no answer is given up. Default 15000; 0 or less means the default. */
  timeout?: number;
  /** Accepted for the SDK's sake: nothing is polled here. */
  pollInterval?: number;
  /** File with certificates to trust besides Node's own. Default `ZM_RTMS_CA`. */
  ca?: string;
  /** 0 trusts any certificate. Default 1. */
  is_verify_cert?: number;
  /** `User-Agent` of the WebSocket requests. */
  agent?: string;
  /** Set up again what breaks; not of the SDK. Default: the client's option of this name. */
  reconnect?: boolean;
}
