import type { Count, Milliseconds } from '../units.js';

/** Outcome of sending one webhook. */
export type WebhookOutcome =
  /** The receiver answered with 200 or 204. */
  | {
      /** The receiver accepted the webhook. */
      readonly status: 'delivered';
      /** 200 or 204. */
      readonly httpStatus: Count;
      /** Real milliseconds until the complete response. */
      readonly ms: Milliseconds;
      /** The response took more than 3 s, so the real service would send the webhook again (PROTOCOL.md §6.1). */
      readonly late: boolean;
    }
  /** The receiver answered with another status. */
  | {
      /** The receiver answered, but did not accept the webhook. */
      readonly status: 'refused';
      /** Any HTTP status except 200 and 204. */
      readonly httpStatus: Count;
      /** Real milliseconds until the complete response. */
      readonly ms: Milliseconds;
      /** The response took more than 3 s. */
      readonly late: boolean;
      /**
       * After a 401: JSON libraries of other languages that write this body differently, so that an app verifies another
       * body if it parses and writes it before (PROTOCOL.md §6.2).
       */
      readonly changedBy?: readonly string[];
    }
  /** No complete response arrived. */
  | {
      /** No complete response arrived. */
      readonly status: 'failed';
      /** `connection-refused`, `timeout`, `bad-url` and so on. */
      readonly code: string;
      /** The problem and its remedy, in one or two sentences. */
      readonly message: string;
      /** Real milliseconds until the failure. */
      readonly ms: Milliseconds;
    };

/** Sends webhooks. Other parts of the server depend on this interface only. */
export interface WebhookSender {
  /**
   * Posts the body, signed. Never throws: a failure is an outcome.
   *
   * @param streamId stream of the journal entries. Default: `rtms_stream_id` of the payload.
   * @param signing key and timestamp of the signature
   */
  send(
    url: string,
    body: { readonly event: string; readonly [key: string]: unknown },
    streamId?: string,
    signing?: WebhookSigning,
  ): Promise<WebhookOutcome>;
  /**
   * Sends `endpoint.url_validation` and checks the answer. Never throws.
   *
   * @param clientId app whose secret token the receiver is to use. Default: the server's token.
   */
  validate(url: string, clientId?: string): Promise<UrlValidationVerdict>;
}

/** Key and timestamp of a webhook's signature. */
export interface WebhookSigning {
  /** App whose secret token signs the webhook. Default: the server's token. */
  readonly clientId?: string | undefined;
  /** Age of the timestamp that is signed, in milliseconds. Default: 0. */
  readonly ageMs?: number | undefined;
}

/** Result of URL validation: the receiver answered as the real service requires (PROTOCOL.md §6.3), or it did not. */
export type UrlValidationVerdict =
  | {
      /** The receiver answered correctly. */
      readonly ok: true;
      /** Real milliseconds until the complete response. */
      readonly ms: Milliseconds;
    }
  | {
      /** The receiver did not answer correctly. */
      readonly ok: false;
      /** Kind of the problem. */
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
      /** The value that was found, the value that was expected, and the remedy. */
      readonly message: string;
      /** Real milliseconds until the response or the failure. */
      readonly ms: Milliseconds;
    };
