import type { Violation } from '../checks/violation.js';
import type { AudioParams } from './media-params.js';
import type { NegotiationOptions } from './negotiation-options.js';

/** One row of PROTOCOL.md §11.2: values that may be combined. */
interface AudioRow {
  readonly content_type: number;
  readonly codec: number;
  readonly sample_rate: readonly number[];
  readonly channel: readonly number[];
  /** Milliseconds; L16 allows every multiple of 20 up to 1000. */
  readonly send_rate: 'any' | 20;
}

const DOCUMENTED: readonly AudioRow[] = [
  { content_type: 1, codec: 4, sample_rate: [3], channel: [1, 2], send_rate: 20 },
  { content_type: 1, codec: 2, sample_rate: [0], channel: [1], send_rate: 20 },
  { content_type: 1, codec: 3, sample_rate: [1], channel: [1], send_rate: 20 },
  { content_type: 2, codec: 1, sample_rate: [0, 1, 2, 3], channel: [1, 2], send_rate: 'any' },
  { content_type: 2, codec: 4, sample_rate: [3], channel: [1, 2], send_rate: 20 },
  { content_type: 2, codec: 2, sample_rate: [0], channel: [1], send_rate: 20 },
  { content_type: 2, codec: 3, sample_rate: [1], channel: [1], send_rate: 20 },
];

/** Not documented, but requested by most published samples (observed: PROTOCOL.md §11.2). */
const RTP_L16: AudioRow = {
  content_type: 1,
  codec: 1,
  sample_rate: [0, 1, 2, 3],
  channel: [1, 2],
  send_rate: 'any',
};

/** The first field of `media_params` that fits no row. */
export interface AudioMisfit {
  readonly violation: Violation;
  readonly field: string;
  readonly reason: string;
}

const CODEC_NAMES = ['undefined', 'L16', 'G.711', 'G.722', 'Opus'];

/**
 * Finds the first field that, with the fields before it, fits no row of the matrix, in the order
 * content_type, codec, sample_rate, channel, send_rate (PROTOCOL.md §11.2, assumed). The 2025 generation
 * checks each field alone unless the reading is strict.
 */
export function audioCombinationProblem(
  params: AudioParams,
  options: NegotiationOptions,
): AudioMisfit | undefined {
  if (options.generation === '2025' && options.reading !== 'strict') return undefined;
  const matrix = options.reading === 'strict' ? DOCUMENTED : [...DOCUMENTED, RTP_L16];
  const codec = CODEC_NAMES[params.codec] ?? String(params.codec);

  let rows = matrix.filter((row) => row.content_type === params.content_type && row.codec === params.codec);
  if (rows.length === 0) {
    return blame('audio-codec-invalid', 'codec', `${codec} does not go with this content_type`);
  }
  rows = rows.filter((row) => row.sample_rate.includes(params.sample_rate));
  if (rows.length === 0) {
    return blame(
      'audio-sample-rate-invalid',
      'sample_rate',
      `sample_rate ${params.sample_rate} does not go with ${codec}`,
    );
  }
  rows = rows.filter((row) => row.channel.includes(params.channel));
  if (rows.length === 0) {
    return blame('audio-channel-invalid', 'channel', `channel ${params.channel} does not go with ${codec}`);
  }
  if (!rows.some((row) => row.send_rate === 'any' || row.send_rate === params.send_rate)) {
    return blame(
      'audio-send-rate-invalid',
      'send_rate',
      `${codec} is sent in packets of 20 ms, found ${params.send_rate}`,
    );
  }
  return undefined;
}

/**
 * Parameters that are really sent if a combination outside the matrix was accepted, as 2025 does: every codec
 * except L16 has one sample rate and one packet length, and most have one channel (PROTOCOL.md §11.2).
 */
export function effectiveAudio(params: AudioParams): AudioParams {
  const row = DOCUMENTED.find(({ codec }) => codec === params.codec);
  if (!row || row.send_rate === 'any') return params;
  const nearest = <T extends number>(value: T, possible: readonly number[]): T =>
    possible.includes(value) ? value : ((possible[0] ?? value) as T);
  return {
    ...params,
    sample_rate: nearest(params.sample_rate, row.sample_rate),
    channel: nearest(params.channel, row.channel),
    send_rate: row.send_rate,
  };
}

function blame(violation: Violation, field: string, reason: string): AudioMisfit {
  return { violation, field: `audio.${field}`, reason: `audio.${field}: ${reason}` };
}
