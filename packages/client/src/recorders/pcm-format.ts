/** 16-bit little-endian PCM: what `AudioCodec.L16` gives. */
export interface PcmFormat {
  /** Hz. Default 16000. */
  readonly sampleRate?: number;
  /** Default 1. */
  readonly channels?: number;
}

/** Bytes of one sample of all channels, and of a second. */
export function pcmLayout({ sampleRate = 16_000, channels = 1 }: PcmFormat): {
  readonly sampleRate: number;
  readonly channels: number;
  readonly blockBytes: number;
} {
  if (!Number.isInteger(sampleRate) || sampleRate <= 0) {
    throw new RangeError(`sampleRate is in Hz, for example 16000, found ${sampleRate}`);
  }
  if (channels !== 1 && channels !== 2) throw new RangeError(`channels must be 1 or 2, found ${channels}`);
  return { sampleRate, channels, blockBytes: channels * 2 };
}
