/** 16-bit little-endian PCM, as sent for `AudioCodec.L16`. */
export interface PcmFormat {
  /**
   * Sample rate in Hz.
   * @default 16000
   */
  readonly sampleRate?: number;
  /**
   * Number of channels: 1 or 2, interleaved.
   * @default 1
   */
  readonly channels?: number;
}

/**
 * Applies the defaults. `blockBytes`: bytes of one sample of all channels.
 * @throws RangeError if `sampleRate` or `channels` is invalid.
 */
export function pcmLayout({ sampleRate = 16_000, channels = 1 }: PcmFormat): {
  readonly sampleRate: number;
  readonly channels: number;
  readonly blockBytes: number;
} {
  if (!Number.isInteger(sampleRate) || sampleRate <= 0) {
    throw new RangeError(`sampleRate must be a rate in Hz such as 16000, found ${sampleRate}`);
  }
  if (channels !== 1 && channels !== 2) throw new RangeError(`channels must be 1 or 2, found ${channels}`);
  return { sampleRate, channels, blockBytes: channels * 2 };
}
