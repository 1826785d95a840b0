/** `@rtms-mock/client/recorders`: writes media to files. Works with the client of the SDK too. */
export { GapFiller, type GapFillerOptions } from './gap-filler.js';
export { H264Writer, writeH264 } from './h264.js';
export type { PcmFormat } from './pcm-format.js';
export { transcriptToVtt, VttWriter, writeVtt, type VttLine, type VttOptions } from './vtt.js';
export { WavWriter, writeWav } from './wav.js';
