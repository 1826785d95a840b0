import type { Field } from './field.js';

/** The fields of a step by name. */
export interface Fields {
  readonly [name: string]: Field<unknown>;
}

/** What a step holds once it has been read: every field, defaults in place. */
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** One kind of step, as data: what it is called, what it takes, what it does in words. */
export interface StepDefinition<N extends string, F extends Fields> {
  readonly name: N;
  /** Whether it makes something go wrong, as opposed to what happens in any meeting. */
  readonly isFault: boolean;
  /** For the reference: one sentence. */
  readonly summary: string;
  readonly fields: F;
  /** For the journal and the page: what this step does now, and what a good app makes of it. */
  explain(values: Values<F>): string;
}

export function defineStep<const N extends string, F extends Fields>(
  definition: StepDefinition<N, F>,
): StepDefinition<N, F> {
  return definition;
}

/** The plain data of a step of this kind. */
export type StepOf<D> = D extends StepDefinition<infer N, infer F> ? { readonly do: N } & Values<F> : never;
