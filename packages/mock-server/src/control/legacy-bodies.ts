/** Bodies of the calls of the earlier sample server (PROTOCOL.md §4.6). */

/** `POST /api/validate-webhook`. */
export interface LegacyValidate {
  /**
   * Receiver of webhooks.
   *
   * @format uri
   */
  readonly webhookUrl: string;
}

/** Response of `POST /api/validate-webhook`. */
export interface LegacyVerdict {
  /** True if the receiver answers URL validation correctly. */
  readonly success: boolean;
  /** One sentence that says what is wrong. */
  readonly error?: string;
  /** Code of the problem, and the time until the response in milliseconds. */
  readonly details?: object;
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}

/** `POST /api/send-webhook`. */
export interface LegacySend {
  /**
   * Receiver of webhooks.
   *
   * @format uri
   */
  readonly webhookUrl: string;
  /** Accepted and ignored. */
  readonly isNewMeeting?: boolean;
  /** A whole webhook body, to start its stream again. */
  readonly existingPayload?: object;
}

/** `POST /api/stop-rtms`. */
export interface LegacyStop {
  /**
   * Receiver of webhooks.
   *
   * @format uri
   */
  readonly webhookUrl: string;
  /** The stream that is to end. */
  readonly meetingInfo: {
    /** Needed for a stream that this server does not know. */
    readonly meeting_uuid?: string;
    /** Id of the stream. */
    readonly rtms_stream_id: string;
  };
}

/** Response of `POST /api/send-webhook` and `POST /api/stop-rtms`. */
export interface LegacyAnswer {
  /** True if the receiver accepted the webhook. */
  readonly success: boolean;
  /**
   * HTTP status of the receiver; null if there was no response.
   *
   * @TJS-type ["integer", "null"]
   */
  readonly status: number | null;
  /** Body of the webhook. */
  readonly sent: unknown;
  /** The receiver's response, parsed if it is JSON. */
  readonly response: unknown;
  /** One sentence that says what is wrong. */
  readonly error?: string;
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}
