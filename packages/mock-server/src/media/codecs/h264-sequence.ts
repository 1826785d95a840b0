/** Reads the sequence parameter set (SPS) of an H.264 stream: size, frame rate, order of frames (H.264 §7.3.2.1). */
import { BitReader } from './bit-reader.js';

/** Properties of a stream that its SPS declares. */
export interface SequenceFacts {
  /** Pixels, after cropping. */
  readonly width: number;
  /** Pixels, after cropping. */
  readonly height: number;
  /** Frames per second; `undefined` without timing. Decoders that copy such a stream guess its times. */
  readonly fps: number | undefined;
  /** True if frames may be shown in another order than they are decoded in. */
  readonly reorders: boolean;
}

const BASELINE = 66;
/** Profiles whose SPS describes colours and scaling lists. */
const HIGH_PROFILES: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);
const EXTENDED_ASPECT_RATIO = 255;
const MACROBLOCK = 16;

/** Reads an SPS unit without its start code; `undefined` if it is damaged. */
export function readSequence(unit: Buffer): SequenceFacts | undefined {
  const r = new BitReader(unit);
  r.bits(8); // NAL header
  const profile = r.bits(8);
  r.bits(16); // constraints, level
  r.ue(); // seq_parameter_set_id
  const chroma = HIGH_PROFILES.has(profile) ? readHighProfile(r) : 1;
  r.ue(); // log2_max_frame_num_minus4
  const orderType = readOrder(r);
  r.ue(); // max_num_ref_frames
  r.bits(1); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(r, chroma);
  const usability = r.flag() ? readUsability(r) : {};
  if (r.isPastEnd || size.width <= 0 || size.height <= 0) return undefined;
  const { fps, reorderedFrames } = usability;
  const reorders = profile !== BASELINE && orderType !== 2 && reorderedFrames !== 0;
  return { ...size, fps, reorders };
}

/** Returns `chroma_format_idc`. */
function readHighProfile(r: BitReader): number {
  const chroma = r.ue();
  if (chroma === 3) r.bits(1);
  r.ue(); // bit_depth_luma_minus8
  r.ue(); // bit_depth_chroma_minus8
  r.bits(1); // qpprime_y_zero_transform_bypass_flag
  if (!r.flag()) return chroma;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
    if (r.flag()) skipScalingList(r, list < 6 ? 16 : 64);
  }
  return chroma;
}

function skipScalingList(r: BitReader, length: number): void {
  let next = 8;
  for (let i = 0; i < length && next !== 0; i += 1) next = (next + r.se() + 256) % 256;
}

/** Returns `pic_order_cnt_type`. */
function readOrder(r: BitReader): number {
  const type = r.ue();
  if (type === 0) r.ue();
  if (type !== 1) return type;
  r.bits(1);
  r.se();
  r.se();
  for (let left = r.ue(); left > 0 && !r.isPastEnd; left -= 1) r.se();
  return type;
}

function readSize(r: BitReader, chroma: number): { width: number; height: number } {
  const columns = r.ue() + 1;
  const rows = r.ue() + 1;
  const fields = r.flag() ? 1 : 2; // frame_mbs_only_flag
  if (fields === 2) r.bits(1);
  r.bits(1); // direct_8x8_inference_flag
  const crop = r.flag() ? [r.ue(), r.ue(), r.ue(), r.ue()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * fields;
  return {
    width: columns * MACROBLOCK - (left + right) * unitX,
    height: rows * MACROBLOCK * fields - (top + bottom) * unitY,
  };
}

/** Annex E. */
function readUsability(r: BitReader): { fps?: number; reorderedFrames?: number } {
  if (r.flag() && r.bits(8) === EXTENDED_ASPECT_RATIO) r.bits(32);
  if (r.flag()) r.bits(1); // overscan
  if (r.flag()) {
    r.bits(4); // video format, range
    if (r.flag()) r.bits(24); // colours
  }
  if (r.flag()) {
    r.ue();
    r.ue();
  }
  const fps = r.flag() ? readFrameRate(r) : undefined;
  const hasNalBuffer = r.flag();
  if (hasNalBuffer) skipBuffer(r);
  const hasVclBuffer = r.flag();
  if (hasVclBuffer) skipBuffer(r);
  if (hasNalBuffer || hasVclBuffer) r.bits(1);
  r.bits(1); // pic_struct_present_flag
  const rate = fps === undefined ? {} : { fps };
  if (!r.flag()) return rate;
  r.bits(1);
  for (let i = 0; i < 4; i += 1) r.ue();
  return { ...rate, reorderedFrames: r.ue() };
}

function readFrameRate(r: BitReader): number | undefined {
  const unitsInTick = r.bits(32);
  const timeScale = r.bits(32);
  r.bits(1); // fixed_frame_rate_flag
  return unitsInTick === 0 || timeScale === 0 ? undefined : timeScale / (2 * unitsInTick);
}

function skipBuffer(r: BitReader): void {
  const count = r.ue() + 1;
  r.bits(8);
  for (let i = 0; i < count && !r.isPastEnd; i += 1) {
    r.ue();
    r.ue();
    r.bits(1);
  }
  r.bits(20);
}
