/** What clients of the string generation mean by a media handshake, or by none (PROTOCOL.md §9.19). */
import {
  MediaType,
  MessageType,
  PayloadType,
  type DataHandshakeRequest,
  type MediaParamsRequest,
  type MessageProblem,
} from '@rtms-mock/protocol';

/** A media socket without handshake starts after this long, in milliseconds (PROTOCOL.md §9.19, assumed). */
export const IMPLICIT_START_MS = 1000;

/**
 * What is sent when nothing is said about it: packets of 100 ms, H.264, as documents of that time have it
 * (PROTOCOL.md §9.19).
 */
const USUAL = {
  audio: { send_rate: 100 },
  video: { codec: PayloadType.H264, fps: 30 },
} as const satisfies MediaParamsRequest;

/**
 * The path of the URL says which media are wanted when the message does not. `media_params` of a wrong form stay as
 * they are, to be refused as for every client.
 */
export function readStringRequest(request: DataHandshakeRequest, pathTypes: number): DataHandshakeRequest {
  const asked: unknown = request.media_params ?? {};
  const isObject = typeof asked === 'object' && asked !== null && !Array.isArray(asked);
  return {
    ...request,
    media_type: request.media_type === MediaType.ALL ? pathTypes : request.media_type,
    ...(isObject && { media_params: { ...USUAL, ...asked } }),
  };
}

/**
 * The handshake that a silent media socket stands for. It does not say whose media it wants, so there has to be
 * just one stream of the string generation.
 */
export function implicitRequest<S extends StreamIdentity>(
  streams: readonly S[],
  pathTypes: number,
): Unspoken<S> {
  const [stream] = streams;
  if (!stream || streams.length > 1) {
    const reason = `no handshake came, and it cannot be told whose media is wanted: ${streams.length} streams of the string generation run`;
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

type Unspoken<S> =
  | { readonly ok: true; readonly stream: S; readonly request: DataHandshakeRequest }
  | { readonly ok: false; readonly problem: MessageProblem };
