/** Converts media parameters to those of the wire, with all defaults filled in. */
import type {
  AudioParams as WireAudioParams,
  DeskshareParams as WireDeskshareParams,
  MediaParamsRequest,
  TranscriptParams as WireTranscriptParams,
  VideoParams as WireVideoParams,
} from '@rtms-mock/protocol';
import * as sdk from '../vocabulary/constants.js';
import {
  AUDIO_DEFAULTS,
  defined,
  VIDEO_DEFAULTS,
  type AudioParams,
  type ClientParams,
  type DeskshareParams,
  type TranscriptParams,
  type VideoParams,
} from './params.js';

/** `media_params` of the media handshake for the media types in `mask`, an OR of `MEDIA_TYPE_*`. */
export function wireMediaParams(
  mask: number,
  params: ClientParams,
  transport: 'websocket' | 'udp' = 'websocket',
): MediaParamsRequest {
  // UDP carries mixed audio only.
  const mixed = transport === 'udp' && { dataOpt: sdk.AudioDataOption.AUDIO_MIXED_STREAM };
  return {
    ...(mask & sdk.MEDIA_TYPE_AUDIO && { audio: wireAudio({ ...mixed, ...params.audio }) }),
    ...(mask & sdk.MEDIA_TYPE_VIDEO && { video: wireVideo(params.video) }),
    ...(mask & sdk.MEDIA_TYPE_DESKSHARE && { deskshare: wireDeskshare(params.deskshare) }),
    ...(mask & sdk.MEDIA_TYPE_TRANSCRIPT && { transcript: wireTranscript(params.transcript) }),
  };
}

function wireAudio(params: AudioParams = {}): WireAudioParams {
  const chosen = { ...AUDIO_DEFAULTS, ...defined(params) };
  return {
    content_type: chosen.contentType as WireAudioParams['content_type'],
    sample_rate: chosen.sampleRate as WireAudioParams['sample_rate'],
    channel: chosen.channel as WireAudioParams['channel'],
    codec: chosen.codec as WireAudioParams['codec'],
    data_opt: chosen.dataOpt as WireAudioParams['data_opt'],
    send_rate: chosen.duration,
  };
}

function wireDeskshare(params: DeskshareParams = {}): WireDeskshareParams {
  const chosen = { ...VIDEO_DEFAULTS, ...defined(params) };
  return {
    content_type: chosen.contentType as WireDeskshareParams['content_type'],
    codec: chosen.codec as WireDeskshareParams['codec'],
    resolution: chosen.resolution as WireDeskshareParams['resolution'],
    fps: chosen.fps,
  };
}

function wireVideo(params: VideoParams = {}): WireVideoParams {
  const dataOpt = params.dataOpt ?? sdk.VideoDataOption.VIDEO_SINGLE_ACTIVE_STREAM;
  return { ...wireDeskshare(params), data_opt: dataOpt as WireVideoParams['data_opt'] };
}

function wireTranscript(params: TranscriptParams = {}): WireTranscriptParams {
  return {
    content_type: 5,
    src_language: params.srcLanguage ?? sdk.TranscriptLanguage.NONE,
    enable_lid: params.enableLid ?? true,
  };
}
