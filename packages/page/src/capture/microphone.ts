import { BASE } from '../api/http.js';

/** Rate of the audio that is sent, in Hz. */
export const MICROPHONE_RATE_HZ = 16_000;

/**
 * Sends the audio of a stream in chunks of 20 ms, 16-bit at 16 kHz. The stream must exist before: a context that is made
 * earlier stays suspended in Chromium. Returns a function that ends it.
 */
export async function recordMicrophone(
  stream: MediaStream,
  send: (samples: ArrayBuffer) => void,
): Promise<() => void> {
  const context = new AudioContext({ sampleRate: MICROPHONE_RATE_HZ });
  await context.audioWorklet.addModule(new URL(MICROPHONE_WORKLET, BASE));
  const node = new AudioWorkletNode(context, 'microphone', {
    channelCount: 1,
    channelCountMode: 'explicit',
    numberOfOutputs: 0,
  });
  node.port.addEventListener('message', ({ data }) => send(data as ArrayBuffer));
  node.port.start();
  const source = context.createMediaStreamSource(stream);
  source.connect(node);
  await context.resume();
  return () => {
    source.disconnect();
    node.port.close();
    void context.close();
  };
}
