/** What came of sending one webhook. */
export type WebhookOutcome =
  /**
   * Answered with 200 or 204. `late`: after more than 3 s, so the real service would send it again
   * (PROTOCOL.md §6.1).
   */
  | { readonly status: 'delivered'; readonly httpStatus: number; readonly ms: number; readonly late: boolean }
  /** Answered with something else. */
  | { readonly status: 'refused'; readonly httpStatus: number; readonly ms: number; readonly late: boolean }
  /** Nobody answered. `message` says why, in words for a person. */
  | { readonly status: 'failed'; readonly code: string; readonly message: string; readonly ms: number };

/** Sends webhooks; the rest of the server sees only this. */
export interface WebhookSender {
  /**
   * Posts the body, signed. Never throws: trouble is an outcome. The journal files it under `streamId`; default
   * the one in its payload.
   */
  send(
    url: string,
    body: { readonly event: string; readonly [key: string]: unknown },
    streamId?: string,
  ): Promise<WebhookOutcome>;
  /** Sends `endpoint.url_validation` and judges the answer. Never throws. */
  validate(url: string): Promise<UrlValidationVerdict>;
}

/**
 * Whether a receiver answers URL validation as the real service demands, and if not, exactly what is wrong
 * (PROTOCOL.md §6.3).
 */
export type UrlValidationVerdict =
  | { readonly ok: true; readonly ms: number }
  | {
      readonly ok: false;
      readonly code:
        | 'wrong-hash'
        | 'wrong-token'
        | 'empty-body'
        | 'not-json'
        | 'wrong-status'
        | 'redirect'
        | 'slow'
        | 'timeout'
        | 'tls'
        | 'unreachable'
        | 'bad-url';
      /** What was found, what was expected, what to do. */
      readonly message: string;
      readonly ms: number;
    };
