/** The RTP encodings of the formats that apps can request (RFC 3551, RFC 6184, RFC 7587). */
import { MediaType, type MediaParams, type MessageProblem } from '@rtms-mock/protocol';
import { audioFormat, videoFormat } from '../../formats.js';
import type { AudioFormat } from '../../tracks/track.js';

/** Media types that have an RTP stream. */
export type RtpKind = 'audio' | 'video' | 'deskshare';

/** Encoding of one RTP stream, as in SDP. */
export interface RtpFormat {
  readonly kind: RtpKind;
  /** Flag of the media type (PROTOCOL.md §18.7). */
  readonly mediaType: number;
  /** Name of the encoding. */
  readonly codec: 'opus' | 'PCMA' | 'PCMU' | 'G722' | 'L16' | 'H264';
  readonly payloadType: number;
  /** Units of the timestamp in one second. */
  readonly clockRate: number;
  /** Channels of audio. */
  readonly channels?: number;
  /** Format parameters of SDP. */
  readonly parameters?: string;
}

/** Formats of the RTP streams of a connection, or the reason why a media type cannot be sent over UDP. */
export type RtpFormats =
  | { readonly ok: true; readonly formats: readonly RtpFormat[] }
  | { readonly ok: false; readonly problem: MessageProblem };

/** Names of data options that combine all speakers into one stream. */
const MIXED_AUDIO = 1;

/** Selects the encodings of the granted media. Transcript and chat have none: they stay on the WebSocket. */
export function rtpFormats({ audio, video, deskshare }: MediaParams): RtpFormats {
  const formats: RtpFormat[] = [];
  if (audio) {
    if (audio.data_opt !== MIXED_AUDIO) {
      return refuse(
        'media_params.audio.data_opt',
        'must be 1 (mixed) over UDP, because a connection has one RTP stream for each media type',
      );
    }
    formats.push(audioEncoding(audioFormat(audio)));
  }
  for (const [kind, params] of [
    ['video', video],
    ['deskshare', deskshare],
  ] as const) {
    if (!params) continue;
    const { codec } = videoFormat(params);
    if (codec !== 'H264') {
      return refuse(
        `media_params.${kind}.codec`,
        `must be 7 (H264) over UDP, found ${codec}: RTP has no PNG, and its JPEG is limited to 2040 pixels in width`,
      );
    }
    formats.push(videoEncoding(kind));
  }
  if (formats.length === 0) {
    return refuse('media_type', 'must contain audio, video or screen share over UDP; texts need a WebSocket');
  }
  return { ok: true, formats };
}

function refuse(field: string, clause: string): RtpFormats {
  return {
    ok: false,
    problem: { violation: 'udp-media-unsupported', field, reason: `${field} ${clause}` },
  };
}

function audioEncoding({ codec, sampleRateHz, channels }: AudioFormat): RtpFormat {
  const audio = { kind: 'audio', mediaType: MediaType.AUDIO } as const;
  switch (codec) {
    case 'OPUS':
      // Always 48 kHz and two channels in RTP, whatever is encoded (RFC 7587 §7).
      return {
        ...audio,
        codec: 'opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        ...(channels === 2 && { parameters: 'sprop-stereo=1' }),
      };
    case 'G722':
      // The clock rate of G.722 is 8000 by a historical mistake, although it samples at 16 kHz (RFC 3551 §4.5.2).
      return { ...audio, codec: 'G722', payloadType: 9, clockRate: 8000, channels: 1 };
    case 'G711': {
      const isStatic = sampleRateHz === 8000 && channels === 1;
      return {
        ...audio,
        codec: G711_LAW,
        payloadType: isStatic ? 8 : 100,
        clockRate: sampleRateHz,
        channels,
      };
    }
    case 'L16':
      return { ...audio, codec: 'L16', payloadType: 97, clockRate: sampleRateHz, channels };
  }
}

/** G.711 of this server is encoded with the A-law. */
const G711_LAW = 'PCMA';

function videoEncoding(kind: 'video' | 'deskshare'): RtpFormat {
  return {
    kind,
    mediaType: kind === 'video' ? MediaType.VIDEO : MediaType.DESKSHARE,
    codec: 'H264',
    payloadType: kind === 'video' ? 96 : 98,
    clockRate: 90_000,
    parameters: 'packetization-mode=1',
  };
}
