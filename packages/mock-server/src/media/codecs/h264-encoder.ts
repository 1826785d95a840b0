/**
 * A small lossless H.264 encoder for drawn images: text and shapes on plain backgrounds.
 *
 * A macroblock that equals the intra prediction from its neighbours takes a few bits; any other is written as raw
 * samples (I_PCM). Between keyframes only changed macroblocks are written. There are no residuals and no deblocking, so
 * a decoder shows exactly what was painted.
 */
import type { Steps } from '../tracks/steps.js';
import { BitWriter } from './bit-writer.js';
import { toVideoYcc } from './colour.js';
import { NalHeader, nalUnit } from './h264-nal.js';
import { FRAME_NUM_BITS, parameterSets, stopped, type StreamShape } from './h264-parameter-sets.js';
import { BLOCK, type IndexedImage, type Rect } from './indexed-image.js';
import { blockPredictor, type Prediction } from './h264-prediction.js';

/** `mb_type` in I slices (table 7-11). In P slices five inter types precede them (table 7-13). */
const MB_TYPE = { vertical: 1, horizontal: 2, samples: 25 } as const satisfies Record<
  Prediction | 'samples',
  number
>;
const INTRA_TYPES_AFTER_P = 5;
/** `intra_chroma_pred_mode` (table 7-16). */
const CHROMA_MODE = { vertical: 2, horizontal: 1 } as const satisfies Record<Prediction, number>;
/** `slice_type` when all slices of a frame have the same (table 7-6). */
const SLICE_TYPE = { P: 5, I: 7 } as const;

/** Encodes images of one size and palette. */
export interface H264Encoder {
  /**
   * Encodes a keyframe: SPS, PPS and an IDR slice.
   *
   * Nothing else may be encoded between its steps.
   *
   * @param ordinal number of the keyframe; consecutive keyframes must have different numbers
   */
  encodeKeyframe(image: IndexedImage, ordinal: number): Steps<Buffer>;
  /**
   * Encodes a frame that depends on the frame before it.
   *
   * @param areas rectangles outside of which `image` equals `previous`
   * @param distance number of frames since the last keyframe, 1 for the first
   */
  encodeDelta(image: IndexedImage, previous: IndexedImage, areas: readonly Rect[], distance: number): Buffer;
}

/** Creates an encoder. All images must have this palette and the size of `shape`. */
export function createH264Encoder(shape: StreamShape, palette: IndexedImage['palette']): H264Encoder {
  const columns = Math.ceil(shape.width / BLOCK);
  const rows = Math.ceil(shape.height / BLOCK);
  const parameters = parameterSets(shape);
  const w = new BitWriter(1 << 16);
  const macroblocks = createMacroblockWriter(w, columns, rows, palette);

  function startSlice(sliceType: number, frameNum: number): void {
    macroblocks.reset();
    w.clear();
    w.ue(0); // first_mb_in_slice
    w.ue(sliceType);
    w.ue(0); // pic_parameter_set_id
    w.bits(FRAME_NUM_BITS, frameNum);
  }

  function endSliceHeader(): void {
    w.se(0); // slice_qp_delta
    w.ue(1); // disable_deblocking_filter_idc
  }

  return {
    *encodeKeyframe(image, ordinal) {
      startSlice(SLICE_TYPE.I, 0);
      w.ue(ordinal % 65_536); // idr_pic_id
      w.bits(2, 0); // no_output_of_prior_pics_flag, long_term_reference_flag
      endSliceHeader();
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) macroblocks.write(image, column, row, 0);
        yield;
      }
      return Buffer.concat([parameters, nalUnit(NalHeader.idrSlice, stopped(w))]);
    },

    encodeDelta(image, previous, areas, distance) {
      startSlice(SLICE_TYPE.P, distance % 2 ** FRAME_NUM_BITS);
      w.bits(1, 0); // num_ref_idx_active_override_flag
      w.bits(1, 0); // ref_pic_list_modification_flag_l0
      w.bits(1, 0); // adaptive_ref_pic_marking_mode_flag
      endSliceHeader();
      let done = 0;
      for (const at of touchedBlocks(areas, columns, rows)) {
        const row = Math.floor(at / columns);
        const column = at % columns;
        if (!blockDiffers(image, previous, column, row)) continue;
        w.ue(at - done); // mb_skip_run
        macroblocks.write(image, column, row, INTRA_TYPES_AFTER_P);
        done = at + 1;
      }
      if (done < columns * rows) w.ue(columns * rows - done);
      return nalUnit(NalHeader.slice, stopped(w));
    },
  };
}

/** Writes the macroblocks of one slice after the other. */
interface MacroblockWriter {
  /** Starts a slice. */
  reset(): void;
  /** Writes one macroblock; `firstIntraType` is the offset of intra types in `mb_type`. */
  write(image: IndexedImage, column: number, row: number, firstIntraType: number): void;
}

function createMacroblockWriter(
  w: BitWriter,
  columns: number,
  rows: number,
  palette: IndexedImage['palette'],
): MacroblockWriter {
  const samplesOf = sampleReader(palette);
  /** 1 for each macroblock of the current slice that was written as samples. */
  const asSamples = new Uint8Array(columns * rows);
  return {
    reset() {
      asSamples.fill(0);
    },

    write(image, column, row, firstIntraType) {
      const prediction = blockPredictor(image, column, row);
      if (!prediction) {
        w.ue(firstIntraType + MB_TYPE.samples);
        w.align(0); // pcm_alignment_zero_bit
        w.append(samplesOf(image, column, row));
        asSamples[row * columns + column] = 1;
        return;
      }
      w.ue(firstIntraType + MB_TYPE[prediction]);
      w.ue(CHROMA_MODE[prediction]);
      w.se(0); // mb_qp_delta
      // coeff_token for no coefficients (table 9-5). It depends on the neighbours: I_PCM counts as 16 coefficients.
      const left = column > 0 && asSamples[row * columns + column - 1] === 1;
      const above = row > 0 && asSamples[(row - 1) * columns + column] === 1;
      if (left || above) w.bits(6, 0b000011);
      else w.bits(1, 1);
    },
  };
}

/** Numbers of the macroblocks that the areas touch, ascending and without duplicates. */
function touchedBlocks(areas: readonly Rect[], columns: number, rows: number): number[] {
  const touched = new Set<number>();
  for (const { x, y, width, height } of areas) {
    const right = Math.min(columns, Math.ceil((x + width) / BLOCK));
    const bottom = Math.min(rows, Math.ceil((y + height) / BLOCK));
    for (let row = Math.max(0, Math.floor(y / BLOCK)); row < bottom; row++) {
      for (let column = Math.max(0, Math.floor(x / BLOCK)); column < right; column++)
        touched.add(row * columns + column);
    }
  }
  return [...touched].sort((a, b) => a - b);
}

function blockDiffers(a: IndexedImage, b: IndexedImage, column: number, row: number): boolean {
  const step = a.stride >> 2;
  let at = (row * BLOCK * a.stride + column * BLOCK) >> 2;
  for (let line = 0; line < BLOCK; line++, at += step) {
    for (let word = 0; word < BLOCK / 4; word++) if (a.words[at + word] !== b.words[at + word]) return true;
  }
  return false;
}

/** Returns a function that reads the 384 samples of a macroblock: Y, then Cb and Cr at half size. */
function sampleReader(
  palette: IndexedImage['palette'],
): (image: IndexedImage, column: number, row: number) => Uint8Array {
  const part = (component: 0 | 1 | 2): Uint8Array =>
    Uint8Array.from(palette, (rgb) => toVideoYcc(rgb)[component]);
  const [y, cb, cr] = [part(0), part(1), part(2)];
  const samples = new Uint8Array(384);
  return ({ pixels, stride }, column, row) => {
    const first = row * BLOCK * stride + column * BLOCK;
    for (let line = 0; line < BLOCK; line++) {
      for (let i = 0; i < BLOCK; i++) {
        samples[line * BLOCK + i] = y[pixels[first + line * stride + i] as number] as number;
      }
    }
    // A chroma sample is the mean of four pixels.
    for (let line = 0; line < 8; line++) {
      for (let i = 0; i < 8; i++) {
        const at = first + 2 * line * stride + 2 * i;
        const [a, b] = [pixels[at] as number, pixels[at + 1] as number];
        const [c, d] = [pixels[at + stride] as number, pixels[at + stride + 1] as number];
        const to = 256 + line * 8 + i;
        samples[to] =
          ((cb[a] as number) + (cb[b] as number) + (cb[c] as number) + (cb[d] as number) + 2) >> 2;
        samples[to + 64] =
          ((cr[a] as number) + (cr[b] as number) + (cr[c] as number) + (cr[d] as number) + 2) >> 2;
      }
    }
    return samples;
  };
}
