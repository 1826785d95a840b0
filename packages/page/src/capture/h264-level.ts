/** Codec string with a level that is large enough. */
export function h264CodecFor(width: number, height: number): string {
  const pixels = width * height;
  if (pixels <= 1280 * 720) return 'avc1.42E01F';
  return pixels <= 1920 * 1088 ? 'avc1.42E028' : 'avc1.42E032';
}
