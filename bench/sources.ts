/** Media for the measurements: chunks of a fixed size, created before the measurement. */
import { randomBytes } from 'node:crypto';
import type { MediaSource } from '@rtms-mock/server';

type Track = Awaited<ReturnType<MediaSource['audio']>>;

/** Bytes of a 20 ms packet of L16 at 16 kHz mono. */
export const AUDIO_BYTES = 640;

/** Bytes of a typical H.264 frame in HD. */
export const VIDEO_BYTES = 12_000;

const SECONDS = 2;

/** SPS, PPS and the beginning of an IDR slice. */
const KEYFRAME = Buffer.from(
  '000000016742c01f95a014016e9a808080a0000003002000000651e2c5d40000000168ce3c80000000016588',
  'hex',
);

/** A source with one participant, whose packets and frames are random bytes of a fixed size. */
export function fixedSizeSource(): MediaSource {
  const tracks = new Map<string, Promise<Track>>();
  const makeTrack = (bytes: number, intervalMs: number): Promise<Track> => {
    const chunks = Array.from({ length: Math.round((SECONDS * 1000) / intervalMs) }, () => {
      const data = randomBytes(bytes);
      // Frames begin as the server requires of H.264.
      if (bytes === VIDEO_BYTES) KEYFRAME.copy(data);
      return { data, base64: Buffer.from(data.toString('base64')) };
    });
    return Promise.resolve({
      length: chunks.length,
      intervalMs,
      chunkAt: (index: number) => chunks[index],
      isKeyFrame: () => true,
    });
  };
  // As in all sources, the same format has the same track.
  const track = (bytes: number, intervalMs: number): Promise<Track> => {
    const key = `${bytes} ${intervalMs}`;
    const made = tracks.get(key) ?? makeTrack(bytes, intervalMs);
    tracks.set(key, made);
    return made;
  };
  return {
    label: 'fixed-size',
    durationMs: SECONDS * 1000,
    participants: [{ name: 'Ana Ruiz', hasAudio: true, hasVideo: true }],
    utterances: [],
    shares: [],
    audio: (_selection, format) => track(AUDIO_BYTES, format.intervalMs),
    video: (_participant, format) => track(VIDEO_BYTES, 1000 / format.fps),
    share: () => Promise.resolve(undefined),
    activeSpeakerAt: () => 0,
  };
}
