import type { Fields, Values } from '../../input/object.js';

/** One kind of step, as data: its name, the fields it takes, its effect in words. */
export interface StepDefinition<N extends string, F extends Fields> {
  readonly name: N;
  /** Whether it makes something go wrong; other steps happen in any meeting. */
  readonly isFault: boolean;
  /** For the reference: one sentence. */
  readonly summary: string;
  readonly fields: F;
  /** For the journal and the page: what this step does now, and what a good app makes of it. */
  explain(values: Values<F>): string;
}

/** Defines a step; infers the type of its values from its fields. */
export function defineStep<const N extends string, F extends Fields>(
  definition: StepDefinition<N, F>,
): StepDefinition<N, F> {
  return definition;
}

/** The plain data of a step of this kind. */
export type StepOf<D> = D extends StepDefinition<infer N, infer F> ? { readonly do: N } & Values<F> : never;
