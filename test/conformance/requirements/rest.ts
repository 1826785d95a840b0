/** The service's own REST API. */
export const REST = [
  {
    id: 'rest:token',
    source: 'PROTOCOL.md §7.2',
    sentence: 'POST /oauth/token gives a bearer token with its scopes for client id and secret',
  },
  {
    id: 'rest:token:wrong-secret',
    source: 'PROTOCOL.md §7.2',
    sentence: 'a wrong client secret gets no token but invalid_client',
  },
  {
    id: 'rest:start',
    source: 'PROTOCOL.md §7.1',
    sentence: 'PATCH …/rtms_app/status with start answers 204, and the started webhook follows',
  },
  {
    id: 'rest:controls',
    source: 'PROTOCOL.md §7.1',
    sentence: 'pause, resume and stop by REST do what the user controls do',
  },
  {
    id: 'rest:refused',
    source: 'PROTOCOL.md §7.1',
    sentence: 'an action that makes no sense in the present state is answered with 400 and code 2310',
  },
  {
    id: 'rest:unauthorized',
    source: 'PROTOCOL.md §7.1',
    sentence: 'REST calls without a valid token are answered with 401',
  },
  {
    id: 'rest:unknown-meeting',
    source: 'PROTOCOL.md §7.1',
    sentence: 'stopping a meeting that is not there is answered with 404',
  },
] as const;
