/**
 * Wire numbers of media parameters → formats in plain units (PROTOCOL.md §18.9 to §18.13). The content type
 * does not matter: RTP is sent like RAW, payload without RTP headers, as no document describes such headers
 * and published programs that ask for RTP take what comes for raw L16 or H.264 (PROTOCOL.md §11.2).
 */
import {
  AudioSampleRate,
  MediaResolution,
  PayloadType,
  type AudioParams,
  type DeskshareParams,
  type VideoParams,
} from '@rtms-mock/protocol';
import type { AudioFormat, VideoFormat } from './tracks/track.js';

const SAMPLE_RATES = {
  [AudioSampleRate.SR_8K]: 8000,
  [AudioSampleRate.SR_16K]: 16_000,
  [AudioSampleRate.SR_32K]: 32_000,
  [AudioSampleRate.SR_48K]: 48_000,
} as const;

const SIZES = {
  [MediaResolution.SD]: { width: 640, height: 360 },
  [MediaResolution.HD]: { width: 1280, height: 720 },
  [MediaResolution.FHD]: { width: 1920, height: 1080 },
  [MediaResolution.QHD]: { width: 2560, height: 1440 },
} as const;

function audioCodec(payload: PayloadType): AudioFormat['codec'] {
  switch (payload) {
    case PayloadType.G711:
      return 'G711';
    case PayloadType.G722:
      return 'G722';
    case PayloadType.OPUS:
      return 'OPUS';
    default:
      return 'L16';
  }
}

/** The audio format that effective parameters name. */
export function audioFormat(params: AudioParams): AudioFormat {
  return {
    codec: audioCodec(params.codec),
    sampleRateHz: SAMPLE_RATES[params.sample_rate],
    channels: params.channel,
    intervalMs: params.send_rate,
  };
}

/** The picture format that effective parameters name. */
export function videoFormat(params: VideoParams | DeskshareParams): VideoFormat {
  const codec = params.codec === PayloadType.H264 ? 'H264' : params.codec === PayloadType.PNG ? 'PNG' : 'JPG';
  return { codec, ...SIZES[params.resolution], fps: params.fps };
}
