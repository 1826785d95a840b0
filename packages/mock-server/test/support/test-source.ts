import type { AudioSelection, MediaSource } from '../../src/media/sources/media-source.js';
import { parameterSets } from '../../src/media/codecs/h264-parameter-sets.js';
import type { Chunk, Track, VideoFormat } from '../../src/media/tracks/track.js';

/** A chunk whose bytes tell which track and which place it comes from. */
export function labelledChunk(label: string, index: number): Chunk {
  const data = Buffer.from(`${label}#${index}`);
  return { data, base64: Buffer.from(data.toString('base64')) };
}

function audioLabel(selection: AudioSelection): string {
  if (selection === 'mixed') return 'mixed';
  return 'participant' in selection
    ? `voice${selection.participant}`
    : `mix of ${selection.participants.join('+')}`;
}

/** Every chunk is there; each tenth picture is a key frame. */
function track(label: string, durationMs: number, intervalMs: number): Track {
  const length = Math.round(durationMs / intervalMs);
  return {
    length,
    intervalMs,
    chunkAt: (index) => labelledChunk(label, index),
    isKeyFrame: (index) => index % 10 === 0,
  };
}

/** SPS, PPS and the beginning of an IDR slice. */
const KEYFRAME = Buffer.concat([
  parameterSets({ width: 1280, height: 720, fps: 25 }),
  Buffer.from([0, 0, 0, 1, 0x65, 0x88]),
]);

/** As {@link track}; key frames of H.264 begin as they must. {@link labelOf} finds the label. */
function videoTrack(label: string, durationMs: number, { codec, fps }: VideoFormat): Track {
  const plain = track(label, durationMs, 1000 / fps);
  if (codec !== 'H264') return plain;
  return {
    ...plain,
    chunkAt: (index) => {
      const chunk = labelledChunk(label, index);
      if (index % 10 !== 0) return chunk;
      const data = Buffer.concat([KEYFRAME, chunk.data]);
      return { data, base64: Buffer.from(data.toString('base64')) };
    },
  };
}

/** The label of a packet or frame that was received. */
export function labelOf(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return /[ -~]*$/.exec(text)?.[0] ?? '';
}

/**
 * Ten seconds with two people, prepared at once: Ana speaks from 1 s to 3 s, Bo from 4 s to 6 s and
 * shares a screen from 5 s to 8 s.
 */
export function testSource(): MediaSource {
  const durationMs = 10_000;
  return {
    label: 'test',
    durationMs,
    participants: [
      { name: 'Ana', hasAudio: true, hasVideo: true },
      { name: 'Bo', hasAudio: true, hasVideo: true },
    ],
    utterances: [
      { speaker: 0, startMs: 1000, endMs: 3000, text: 'Hello from Ana.', language: 'en' },
      { speaker: 1, startMs: 4000, endMs: 6000, text: 'Hello from Bo.', language: 'en' },
    ],
    shares: [{ sharer: 1, startMs: 5000, endMs: 8000 }],
    audio: (selection, format) =>
      Promise.resolve(track(audioLabel(selection), durationMs, format.intervalMs)),
    video: (participant, format) => Promise.resolve(videoTrack(`camera${participant}`, durationMs, format)),
    share: (format) => Promise.resolve(videoTrack('screen', durationMs, format)),
    activeSpeakerAt: (positionMs) => (positionMs >= 4000 ? 1 : 0),
  };
}
