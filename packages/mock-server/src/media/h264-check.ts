import { readAccessUnit } from './codecs/access-unit.js';
import { readSequence, type SequenceFacts } from './codecs/h264-sequence.js';
import { MediaUnavailableError } from './media-unavailable-error.js';
import type { Track } from './tracks/track.js';

/** Verdict on an access unit from which a decoder must be able to start. */
export type KeyframeVerdict =
  | { readonly ok: true; readonly sequence: SequenceFacts }
  /** `problem` completes "its first frame". */
  | { readonly ok: false; readonly problem: string };

/** Checks that an access unit has an SPS, a PPS and an IDR slice. */
export function judgeKeyframe(bytes: Buffer): KeyframeVerdict {
  const unit = readAccessUnit(bytes);
  if (!unit) return { ok: false, problem: 'does not begin with a start code (Annex B)' };
  const [sps] = unit.sequenceParameters;
  const missing = [
    ...(sps ? [] : ['SPS']),
    ...(unit.pictureParameters.length > 0 ? [] : ['PPS']),
    ...(unit.slice === 'idr' ? [] : ['IDR slice']),
  ];
  if (!sps || missing.length > 0) return { ok: false, problem: `has no ${missing.join(' and no ')}` };
  const sequence = readSequence(sps);
  return sequence ? { ok: true, sequence } : { ok: false, problem: 'has an SPS that cannot be read' };
}

/** Tracks that have been checked. */
const DECODABLE = new WeakSet<Track>();

/**
 * Checks the first access unit of a track that is sent, once for each track.
 *
 * @throws MediaUnavailableError (`undecodable`) if no decoder can start with it
 */
export function requireDecodable(track: Track, bytes: Buffer, label: string): void {
  if (DECODABLE.has(track)) return;
  const verdict = judgeKeyframe(bytes);
  if (!verdict.ok) {
    throw new MediaUnavailableError(
      'undecodable',
      `${label} provides H.264 that no app can decode: its first frame ${verdict.problem}; begin each keyframe with SPS, PPS and IDR slice`,
    );
  }
  DECODABLE.add(track);
}
