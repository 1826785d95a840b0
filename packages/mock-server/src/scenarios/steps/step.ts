import type { Fields, Values } from '../../input/object.js';

/** One kind of step, as data: its name, its fields, and descriptions of its effect. */
export interface StepDefinition<N extends string, F extends Fields> {
  readonly name: N;
  /** True for a step that causes a failure; other steps occur in any meeting. */
  readonly isFault: boolean;
  /** One or two sentences for the reference in docs/scenarios.md. */
  readonly summary: string;
  readonly fields: F;
  /** Describes the effect of one step, and for a fault the reaction of a good app, for the journal and the page. */
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
