import { signal } from '@preact/signals';

/** True while the audio of the meeting is played. */
export const isListening = signal(false);

const RATE_HZ = 16_000;
/** Time that audio is delayed so that it plays without gaps, in seconds. */
const AHEAD_S = 0.08;

let context: AudioContext | undefined;
const nextAt = new Map<number, number>();

/** Begins or ends to play the audio. Called by a click: browsers play nothing before one. */
export async function toggleListening(): Promise<void> {
  if (context !== undefined) {
    const old = context;
    context = undefined;
    isListening.value = false;
    await old.close();
    return;
  }
  context = new AudioContext({ sampleRate: RATE_HZ });
  await context.resume();
  isListening.value = true;
}

/** Plays samples, one packet of a user after the other, and several users together. */
export const listener = {
  play(userId: number, samples: Int16Array, rateHz = RATE_HZ): void {
    if (context === undefined || samples.length === 0) return;
    const buffer = context.createBuffer(1, samples.length, rateHz);
    const channel = buffer.getChannelData(0);
    for (let index = 0; index < samples.length; index += 1) channel[index] = (samples[index] ?? 0) / 32_768;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const due = nextAt.get(userId) ?? 0;
    const at = due > context.currentTime ? due : context.currentTime + AHEAD_S;
    source.start(at);
    nextAt.set(userId, at + buffer.duration);
  },
};
