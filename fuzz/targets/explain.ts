/** Finds the message behind a symptom, and reduces it. */
import { Shrinker } from '../input/shrink.js';
import type { Failure, RoundInput, TargetName } from './round.js';
import type { Symptom } from './symptoms.js';

/** The message after which a symptom shows. */
export interface Culprit {
  readonly symptom: Symptom;
  /** The message; `undefined` if it is a broken frame. */
  readonly text: string | undefined;
  /** Message type and mutations. */
  readonly about: string;
}

/** Repeats episodes against a program that is started anew after each symptom. */
export interface Reproducer extends AsyncDisposable {
  /** Repeats an episode message by message. `undefined` if the symptom does not show. */
  culpritOf(episode: number, signature: string): Promise<Culprit | undefined>;
  /** True if one message, sent the way of the episode, has the symptom as its effect. */
  shows(signature: string, episode: number, text: string): Promise<boolean>;
}

/** Time in which a symptom has to show after a message, for the message to count as the cause, in ms. */
export const EFFECT_MS = 600;

const SUMMARIES: { readonly [K in Symptom['kind']]: string } = {
  crash: 'the process ended',
  exception: 'an unexpected exception was contained',
  log: 'a log line is too long or not clean',
  callback: 'a callback was called with arguments of other types than declared',
  'error-type': 'join threw an error that it does not document',
};

/**
 * Describes a symptom as a failure, with the smallest message that has it as its effect.
 * @param detail Options of the program or the siege, for the summary.
 */
export async function failureOf(
  symptom: Symptom,
  target: TargetName,
  { round, knownCauses }: RoundInput,
  detail: string,
  reproduce: () => Reproducer,
): Promise<Failure> {
  const { kind, signature, evidence, suspects } = symptom;
  const failure: Failure = {
    kind,
    target,
    place: String(round),
    summary: `${SUMMARIES[kind]}${detail}`,
    evidence,
    signature,
  };
  if (suspects.length === 0 || knownCauses.has(signature)) return failure;
  for (const episode of suspects) {
    await using reproducer = reproduce();
    const culprit = await reproducer.culpritOf(episode, signature);
    if (!culprit) continue;
    const place = `${round}/${episode}`;
    const cause = culprit.symptom.signature;
    const evidence = `${culprit.symptom.evidence}\n\n${culprit.about}`;
    const explained = { ...failure, place, evidence, signature: cause };
    const { text } = culprit;
    if (text === undefined) return explained;
    const shows = (candidate: string): Promise<boolean> => reproducer.shows(cause, episode, candidate);
    return { ...explained, message: (await shows(text)) ? await new Shrinker(shows).shrink(text) : text };
  }
  const places = suspects.map((episode) => `${round}/${episode}`).join(', ');
  return { ...failure, summary: `${failure.summary}; none of ${places} repeats it alone` };
}
