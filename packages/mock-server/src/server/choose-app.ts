import type { App } from '../credentials.js';
import { cut } from '../input/cut.js';

/** No app of the credentials has this client id. */
export class UnknownAppError extends Error {
  override readonly name = 'UnknownAppError';

  constructor(clientId: string, known: readonly string[]) {
    super(`no app has client id "${cut(clientId)}"; known: ${known.join(', ')}`);
  }
}

/**
 * Chooses the app that receives a stream: the one with the client id; without one, the first that has no stream on the
 * meeting yet.
 *
 * @param busy client ids of the apps that have one
 * @throws {UnknownAppError} if no app has the client id
 */
export function chooseApp(
  apps: readonly [App, ...App[]],
  clientId: string | undefined,
  busy: ReadonlySet<string>,
): App {
  if (clientId === undefined) return apps.find((app) => !busy.has(app.clientId)) ?? apps[0];
  const app = apps.find((candidate) => candidate.clientId === clientId);
  if (app) return app;
  throw new UnknownAppError(
    clientId,
    apps.map((candidate) => candidate.clientId),
  );
}
