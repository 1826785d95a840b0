/**
 * Media formats: conversion from the numbers of the wire (PROTOCOL.md §18.9 to §18.13), and the checks that sources share.
 *
 * The content type has no effect: RTP is sent like RAW, without RTP headers. No document describes such headers, and
 * published programs that request RTP read the payload as raw L16 or H.264 (PROTOCOL.md §11.2).
 */
import {
  AudioSampleRate,
  MediaResolution,
  PayloadType,
  type AudioParams,
  type DeskshareParams,
  type VideoParams,
} from '@rtms-mock/protocol';
import { MediaUnavailableError } from './media-unavailable-error.js';
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

/** Converts effective audio parameters to a format. */
export function audioFormat(params: AudioParams): AudioFormat {
  return {
    codec: audioCodec(params.codec),
    sampleRateHz: SAMPLE_RATES[params.sample_rate],
    channels: params.channel,
    intervalMs: params.send_rate,
  };
}

/** Converts effective video or screen share parameters to a format. */
export function videoFormat(params: VideoParams | DeskshareParams): VideoFormat {
  const codec = params.codec === PayloadType.H264 ? 'H264' : params.codec === PayloadType.PNG ? 'PNG' : 'JPG';
  return { codec, ...SIZES[params.resolution], fps: params.fps };
}

/** Maximum duration of an audio packet, in milliseconds (PROTOCOL.md §11.1). */
const MAX_INTERVAL_MS = 1000;

/**
 * Checks that the encoders of this process support an audio format.
 *
 * @throws MediaUnavailableError with code `format-unsupported`
 */
export function checkAudioFormat({ codec, sampleRateHz, channels, intervalMs }: AudioFormat): void {
  const refuse = (supported: string): never => {
    throw new MediaUnavailableError(
      'format-unsupported',
      `${codec} at ${sampleRateHz} Hz with ${channels} channel(s) in packets of ${intervalMs} ms is not supported; ${supported}`,
    );
  };
  if (!Number.isInteger(intervalMs / 20) || intervalMs <= 0 || intervalMs > MAX_INTERVAL_MS) {
    refuse(`the packet length must be a multiple of 20 ms, at most ${MAX_INTERVAL_MS} ms`);
  }
  if (codec === 'G722' && (sampleRateHz !== 16_000 || channels !== 1)) refuse('G.722 must be 16000 Hz mono');
  if (codec === 'OPUS' && sampleRateHz === 32_000) refuse('Opus must be at 8000, 16000 or 48000 Hz');
  if (codec === 'OPUS' && intervalMs > 60) refuse('Opus packets must be 20, 40 or 60 ms long');
}

/**
 * True when packets depend on the packets before them (Opus and G.722 encoders keep state), so they must be encoded in
 * order, from the first one.
 */
export function isStatefulCodec({ codec }: AudioFormat): boolean {
  return codec === 'OPUS' || codec === 'G722';
}

/** Maximum frame width in pixels at H.264 level 5.2; resolutions on the wire stay below it (PROTOCOL.md §18.13). */
const MAX_WIDTH = 4096;
const MAX_HEIGHT = Math.floor(MAX_WIDTH / 1.5);

/**
 * Checks that frames of a video format can be encoded.
 *
 * @throws MediaUnavailableError with code `format-unsupported`
 */
export function checkVideoFormat({ codec, width, height, fps }: VideoFormat): void {
  const isBetween = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  const isEven = codec !== 'H264' || (width % 2 === 0 && height % 2 === 0);
  if (isBetween(width, 64, MAX_WIDTH) && isBetween(height, 64, MAX_HEIGHT) && isBetween(fps, 1, 30) && isEven)
    return;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${codec} at ${width} × ${height} and ${fps} frames per second is not supported; the width must be an integer from ` +
      `64 to ${MAX_WIDTH}, the height from 64 to ${MAX_HEIGHT} (both even for H264), and the frame rate from 1 to 30`,
  );
}
