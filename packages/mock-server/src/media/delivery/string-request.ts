/** Media handshakes of the string generation, explicit and implicit (PROTOCOL.md §9.19). */
import {
  MediaType,
  MessageType,
  PayloadType,
  type DataHandshakeRequest,
  type MediaParamsRequest,
  type MessageProblem,
} from '@rtms-mock/protocol';

/** Time after which a media socket without a handshake starts, in milliseconds (PROTOCOL.md §9.19, assumed). */
export const IMPLICIT_START_MS = 1000;

/** Default parameters: packets of 100 ms and H.264, as in the documents of that time (PROTOCOL.md §9.19). */
const DEFAULT_PARAMS = {
  audio: { send_rate: 100 },
  video: { codec: PayloadType.H264, fps: 30 },
} as const satisfies MediaParamsRequest;

/**
 * Completes a request. Without a media type in the message, the path of the URL selects the media. `media_params` that
 * are not an object are kept, so that they are refused as for every client.
 *
 * @param pathTypes media types that the path selects, as a mask
 */
export function readStringRequest(request: DataHandshakeRequest, pathTypes: number): DataHandshakeRequest {
  const params: unknown = request.media_params ?? {};
  const isObject = typeof params === 'object' && params !== null && !Array.isArray(params);
  return {
    ...request,
    media_type: request.media_type === MediaType.ALL ? pathTypes : request.media_type,
    ...(isObject && { media_params: { ...DEFAULT_PARAMS, ...params } }),
  };
}

/**
 * Returns the request that a media socket without a handshake implies. It names no stream, so there must be exactly one
 * stream of the string generation.
 */
export function implicitRequest<S extends StreamIdentity>(
  streams: readonly S[],
  pathTypes: number,
): ImplicitRequest<S> {
  const [stream] = streams;
  if (!stream || streams.length > 1) {
    const reason = `no handshake was received, and the stream is ambiguous: ${streams.length} streams of the string generation are running`;
    return { ok: false, problem: { violation: 'stream-unknown', reason } };
  }
  const request = {
    msg_type: MessageType.DATA_HAND_SHAKE_REQ,
    meeting_uuid: stream.meeting.entityId,
    rtms_stream_id: stream.streamId,
    media_type: pathTypes,
  };
  return { ok: true, stream, request: readStringRequest(request, pathTypes) };
}

interface StreamIdentity {
  readonly streamId: string;
  readonly meeting: { readonly entityId: string };
}

type ImplicitRequest<S> =
  | { readonly ok: true; readonly stream: S; readonly request: DataHandshakeRequest }
  | { readonly ok: false; readonly problem: MessageProblem };
