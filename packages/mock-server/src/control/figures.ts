import { BOOLEAN } from '../input/kinds.js';
import { optional, readObject } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

const QUERY = { probe: optional(BOOLEAN) };

/** Performance of the server and of its apps. */
export function figureRoutes({ server }: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/figures',
      handle: (request, response) => {
        const reading = readObject(QUERY, { ...request.query }, { unknown: 'ignore', form: 'strings' });
        if (!reading.ok) {
          const sentence = asSentence(`The query parameter ${namedClause(reading.problems[0], '')}`);
          throw new ApiError(400, 'invalid-query', sentence);
        }
        response.json(server.figures(reading.value));
      },
    },
  ];
}
