/** H.264 sequence and picture parameter sets of Constrained Baseline streams (H.264 §7.3.2). */
import { BitWriter } from './bit-writer.js';
import { NalHeader, nalUnit } from './h264-nal.js';
import { BLOCK } from './indexed-image.js';

/** Number of bits of `frame_num` in slice headers. A keyframe occurs well before it overflows. */
export const FRAME_NUM_BITS = 8;

/** Frame size and rate of a stream. */
export interface StreamShape {
  /** Pixels, an even number. */
  readonly width: number;
  /** Pixels, an even number. */
  readonly height: number;
  /** Frames per second. */
  readonly fps: number;
}

const PROFILE_BASELINE = 66;
/** `constraint_set0_flag` and `constraint_set1_flag`: with profile 66 they mean Constrained Baseline. */
const CONSTRAINED = 0b1100_0000;

/** `level_idc`, macroblocks per second, macroblocks per frame (table A-1). */
const LEVELS = [
  [30, 40_500, 1620],
  [31, 108_000, 3600],
  [32, 216_000, 5120],
  [40, 245_760, 8192],
  [42, 522_240, 8704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
  [52, 2_073_600, 36_864],
] as const;

function macroblocks(pixels: number): number {
  return Math.ceil(pixels / BLOCK);
}

/** Returns the lowest level, at least 3, that allows this size and rate. */
export function levelFor({ width, height, fps }: StreamShape): number {
  const perFrame = macroblocks(width) * macroblocks(height);
  const level = LEVELS.find(([, perSecond, size]) => perFrame <= size && perFrame * fps <= perSecond);
  return level?.[0] ?? 52;
}

/** Returns the SPS and PPS that precede each keyframe. */
export function parameterSets(shape: StreamShape): Buffer {
  return Buffer.concat([
    nalUnit(NalHeader.sequenceParameters, sequenceParameters(shape)),
    nalUnit(NalHeader.pictureParameters, pictureParameters()),
  ]);
}

function sequenceParameters(shape: StreamShape): Buffer {
  const { width, height } = shape;
  const w = new BitWriter();
  w.bits(8, PROFILE_BASELINE);
  w.bits(8, CONSTRAINED);
  w.bits(8, levelFor(shape));
  w.ue(0); // seq_parameter_set_id
  w.ue(FRAME_NUM_BITS - 4);
  w.ue(2); // pic_order_cnt_type: frames are shown in the order in which they are decoded
  w.ue(1); // max_num_ref_frames
  w.bits(1, 0); // gaps_in_frame_num_value_allowed_flag
  w.ue(macroblocks(width) - 1);
  w.ue(macroblocks(height) - 1);
  w.bits(1, 1); // frame_mbs_only_flag
  w.bits(1, 1); // direct_8x8_inference_flag
  const right = (macroblocks(width) * BLOCK - width) / 2;
  const bottom = (macroblocks(height) * BLOCK - height) / 2;
  w.bits(1, right + bottom > 0 ? 1 : 0);
  if (right + bottom > 0) for (const crop of [0, right, 0, bottom]) w.ue(crop);
  w.bits(1, 1); // vui_parameters_present_flag
  usabilityInformation(w, shape);
  return stopped(w);
}

/** Annex E: colour system, frame rate, and that a decoder need not wait for later frames. */
function usabilityInformation(w: BitWriter, { fps }: StreamShape): void {
  w.bits(2, 0); // no aspect_ratio_info, no overscan_info
  w.bits(1, 1); // video_signal_type_present_flag
  w.bits(3, 5); // video_format: unspecified
  w.bits(1, 0); // video_full_range_flag
  w.bits(1, 1); // colour_description_present_flag
  for (let i = 0; i < 3; i++) w.bits(8, 1); // primaries, transfer, matrix: BT.709
  w.bits(1, 0); // chroma_loc_info_present_flag
  w.bits(1, 1); // timing_info_present_flag
  w.bits(16, 0);
  w.bits(16, 1); // num_units_in_tick
  w.bits(16, 0);
  w.bits(16, 2 * fps); // time_scale, in fields
  w.bits(1, 1); // fixed_frame_rate_flag
  w.bits(3, 0); // no nal_hrd, no vcl_hrd, no pic_struct
  w.bits(1, 1); // bitstream_restriction_flag
  w.bits(1, 1); // motion_vectors_over_pic_boundaries_flag
  w.ue(0); // max_bytes_per_pic_denom: no limit
  w.ue(0); // max_bits_per_mb_denom: no limit
  w.ue(10); // log2_max_mv_length_horizontal
  w.ue(10); // log2_max_mv_length_vertical
  w.ue(0); // max_num_reorder_frames
  w.ue(1); // max_dec_frame_buffering
}

function pictureParameters(): Buffer {
  const w = new BitWriter();
  w.ue(0); // pic_parameter_set_id
  w.ue(0); // seq_parameter_set_id
  w.bits(1, 0); // entropy_coding_mode_flag: CAVLC
  w.bits(1, 0); // bottom_field_pic_order_in_frame_present_flag
  w.ue(0); // num_slice_groups_minus1
  w.ue(0); // num_ref_idx_l0_default_active_minus1
  w.ue(0); // num_ref_idx_l1_default_active_minus1
  w.bits(3, 0); // no weighted prediction
  w.se(0); // pic_init_qp_minus26
  w.se(0); // pic_init_qs_minus26
  w.se(0); // chroma_qp_index_offset
  w.bits(1, 1); // deblocking_filter_control_present_flag
  w.bits(1, 0); // constrained_intra_pred_flag
  w.bits(1, 0); // redundant_pic_cnt_present_flag
  return stopped(w);
}

/** Writes `rbsp_trailing_bits` (a one, then zeros up to the byte boundary) and returns the bytes. */
export function stopped(w: BitWriter): Buffer {
  w.bits(1, 1);
  w.align(0);
  return w.view();
}
