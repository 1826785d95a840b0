/** The service's own REST API. */
export const REST = [
  {
    id: 'rest:token',
    source: 'P§5.2',
    sentence: 'POST /oauth/token gives a bearer token with its scopes for client id and secret',
  },
  {
    id: 'rest:token:wrong-secret',
    source: 'P§5.2',
    sentence: 'a wrong client secret gets no token but invalid_client',
  },
  {
    id: 'rest:start',
    source: 'P§5.1',
    sentence: 'PATCH …/rtms_app/status with start answers 204, and the started webhook follows',
  },
  {
    id: 'rest:controls',
    source: 'P§5.1',
    sentence: 'pause, resume and stop by REST do what the user controls do',
  },
  {
    id: 'rest:refused',
    source: 'P§5.1',
    sentence: 'an action that makes no sense in the present state is answered with 400 and code 2310',
  },
  {
    id: 'rest:unauthorized',
    source: 'P§5.1',
    sentence: 'REST calls without a valid token are answered with 401',
  },
  {
    id: 'rest:unknown-meeting',
    source: 'P§5.1',
    sentence: 'stopping a meeting that is not there is answered with 404',
  },
] as const;
