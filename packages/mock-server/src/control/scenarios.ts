import { READY_SCENARIOS } from '../scenarios/ready-scenarios.js';
import type { Route } from './route.js';

/** The scenarios that a meeting can be started with by name. */
export function scenarioRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/scenarios',
      handle: (_request, response) => {
        response.json({ scenarios: READY_SCENARIOS });
      },
    },
  ];
}
