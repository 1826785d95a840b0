/** The service's own REST API. */
export const REST = [
  {
    id: 'rest:token',
    source: 'PROTOCOL.md §7.2',
    basis: 'documented',
    sentence: 'POST /oauth/token returns a bearer token with its scopes for client id and secret',
  },
  {
    id: 'rest:token:wrong-secret',
    source: 'PROTOCOL.md §7.2',
    basis: 'assumed',
    sentence: 'a wrong client secret is answered with invalid_client',
  },
  {
    id: 'rest:start',
    source: 'PROTOCOL.md §7.1',
    basis: 'documented',
    sentence: 'PATCH …/rtms_app/status with start is answered with 204, and the started webhook follows',
  },
  {
    id: 'rest:controls',
    source: 'PROTOCOL.md §7.1',
    basis: 'documented',
    sentence: 'pause, resume and stop by REST have the same effect as by a user',
  },
  {
    id: 'rest:refused',
    source: 'PROTOCOL.md §7.1',
    basis: 'assumed',
    sentence: 'an action that is not possible in the current state is answered with 400 and code 2310',
  },
  {
    id: 'rest:unauthorized',
    source: 'PROTOCOL.md §7.1',
    basis: 'assumed',
    sentence: 'REST calls without a valid token are answered with 401',
  },
  {
    id: 'rest:unknown-meeting',
    source: 'PROTOCOL.md §7.1',
    basis: 'assumed',
    sentence: 'stopping an unknown meeting is answered with 404',
  },
] as const;
