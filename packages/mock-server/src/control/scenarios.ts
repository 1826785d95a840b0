import { BUILT_IN_SCENARIOS } from '../scenarios/built-in-scenarios.js';
import { explainScenario } from '../scenarios/explain-scenario.js';
import type { ScenarioList } from './api-bodies.js';
import type { Route } from './route.js';

/** The scenarios that a meeting can be started with by name. */
export function scenarioRoutes(): Route[] {
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
  ];
}
