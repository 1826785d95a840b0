import { BUILT_IN_SCENARIOS } from '../scenarios/built-in-scenarios.js';
import { explainScenario } from '../scenarios/explain-scenario.js';
import { OBJECT, STRING } from '../input/kinds.js';
import { optional, type Values } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import { firstOf, type Problem } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import { parseScenario, type FileProblem } from '../scenarios/parse.js';
import { readScenario } from '../scenarios/read-scenario.js';
import { describeProblem } from '../scenarios/scenario-problem.js';
import type { ScenarioList } from './api-bodies.js';
import { readReported } from './body.js';
import type { ControlContext } from './control-context.js';
import type { ScenarioVerdict } from './page-bodies.js';
import type { Route } from './route.js';

/** The scenarios that a meeting can be started with by name. */
export function scenarioRoutes({ settings }: Pick<ControlContext, 'settings'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/scenarios',
      handle: (_request, response) => {
        const body: ScenarioList = {
          scenarios: BUILT_IN_SCENARIOS.map((scenario) => ({
            name: scenario.name,
            description: scenario.description,
            timeline: explainScenario(scenario),
          })),
        };
        response.json(body);
      },
    },
    {
      method: 'POST',
      path: '/api/scenarios/check',
      handle: (request, response) => {
        const { values, reported } = readReported(CHECK, request, settings.logger);
        const verdict = judgedBody(values);
        const warnings = [...(reported.warnings ?? []), ...(verdict.ok ? verdict.warnings : [])];
        response.json({ ...verdict, ...((verdict.ok || warnings.length > 0) && { warnings }) });
      },
    },
  ];
}

const CHECK = { scenario: optional(OBJECT), text: optional(STRING) };

/** The verdict on a scenario, or on the content of a file, with its place. */
function judgedBody({ scenario, text }: Values<typeof CHECK>): ScenarioVerdict {
  if (text === undefined) {
    if (scenario !== undefined) return judged(scenario);
    throw invalidField(
      'scenario',
      'is missing',
      'Send a scenario as an object, or the content of a file as text.',
    );
  }
  const parsed = parseScenario(text);
  const sentences = (problems: readonly FileProblem[]): readonly string[] =>
    firstOf(
      problems.map(({ line, column, message }) => `Line ${line}, column ${column}: ${asSentence(message)}`),
    );
  if (!parsed.ok) return { ok: false, problems: sentences(parsed.problems) };
  const { scenario: read, source, warnings } = parsed;
  return { ok: true, timeline: explainScenario(read), warnings: sentences(warnings), scenario: source };
}

function judged(data: unknown): ScenarioVerdict {
  const reading = readScenario(data);
  const sentences = (problems: readonly Problem[]): readonly string[] =>
    firstOf(problems.map((problem) => asSentence(describeProblem(problem))));
  if (!reading.ok) return { ok: false, problems: sentences(reading.problems) };
  const { scenario, warnings } = reading;
  return { ok: true, timeline: explainScenario(scenario), warnings: sentences(warnings) };
}
