/** What clients of the string generation mean by a media handshake, or by none (P§6.3). */
import {
  MediaType,
  PayloadType,
  type DataHandshakeRequest,
  type MediaParamsRequest,
} from '@rtms-mock/protocol';

/** A media socket without handshake starts after this long, in milliseconds (P§6.3, recommended). */
export const UNASKED_START_MS = 1000;

/**
 * The path of the URL says which media are wanted when the message does not. Audio comes in packets of 100 ms,
 * video as H.264, as the documents of that time have it (P§7).
 */
export function readStringRequest(request: DataHandshakeRequest, pathTypes: number): DataHandshakeRequest {
  const { media_params: asked = {} } = request;
  return {
    ...request,
    media_type: request.media_type === MediaType.ALL ? pathTypes : request.media_type,
    media_params: {
      ...asked,
      audio: { send_rate: 100, ...asked.audio },
      video: { codec: PayloadType.H264, fps: 30, ...asked.video },
    } satisfies MediaParamsRequest,
  };
}
