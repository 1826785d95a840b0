/** What a scenario is called and what happens in it. */
export interface ScenarioSummary {
  readonly name: string;
  /** One or two sentences for a person who chooses. */
  readonly description: string;
}

/** The scenarios that need no file; the first is the default. */
export const READY_SCENARIOS: readonly [ScenarioSummary, ...ScenarioSummary[]] = [
  {
    name: 'two-speakers',
    description:
      'Two people hold a short conversation, with speech, pictures, a shared slide and a transcript, over and over until somebody stops it.',
  },
];

export const DEFAULT_SCENARIO: string = READY_SCENARIOS[0].name;
