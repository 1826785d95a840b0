import { openapiDocument } from './openapi-document.js';
import type { Route } from './route.js';

/** The OpenAPI document of this API. */
export function openapiRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/openapi.json',
      handle: (_request, response) => {
        response.json(openapiDocument());
      },
    },
  ];
}
