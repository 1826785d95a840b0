import { openapiDocument } from './openapi-document.js';
import type { Route } from './route.js';

export function openapiRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/openapi.json',
      handle: (_request, response) => {
        response.json(openapiDocument);
      },
    },
  ];
}
