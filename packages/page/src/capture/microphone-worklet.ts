/**
 * Runs on the audio thread: collects 20 ms of the microphone and posts them as 16-bit samples. The context has 16 kHz, so
 * the browser has resampled already. Samples are counted, since `currentFrame` jumps after the first block.
 */

/** The parts of the audio thread's global scope that are used; the types of the DOM do not have them. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

/** 20 ms at 16 kHz. */
const CHUNK_SAMPLES = 320;

class Microphone extends AudioWorkletProcessor {
  #chunk = new Int16Array(CHUNK_SAMPLES);
  #filled = 0;

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const channel = inputs[0]?.[0];
    // Firefox sends empty inputs at first.
    if (channel !== undefined) for (const sample of channel) this.#add(sample);
    return true;
  }

  #add(sample: number): void {
    this.#chunk[this.#filled] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
    this.#filled += 1;
    if (this.#filled < CHUNK_SAMPLES) return;
    this.port.postMessage(this.#chunk.buffer, [this.#chunk.buffer]);
    this.#chunk = new Int16Array(CHUNK_SAMPLES);
    this.#filled = 0;
  }
}

registerProcessor('microphone', Microphone);
