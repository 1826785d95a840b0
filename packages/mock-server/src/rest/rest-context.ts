import type { Request, Response } from 'express';
import type { ControlContext } from '../control/control-context.js';
import type { StartRefusals } from '../faults/start-refusals.js';
import type { ServerSettings } from '../settings/settings.js';
import type { Tokens } from './tokens.js';

/** The parts of a running server that the calls of the REST API use. */
export interface RestContext {
  readonly server: Pick<ControlContext['server'], 'credentials' | 'startMeeting' | 'meetings'>;
  readonly settings: Pick<ServerSettings, 'auth' | 'strict' | 'unknownMeetings' | 'logger'>;
  readonly tokens: Tokens;
  /** Planned refusals of starts. */
  readonly startRefusals: StartRefusals;
  readonly unixSeconds: () => number;
}

/** One call of the service's REST API. */
export interface RestRoute {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}

/** A field of a body or query, if it is a string that is not empty. */
export function textOf(from: unknown, name: string): string | undefined {
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, name)) return undefined;
  const value = (from as { readonly [key: string]: unknown })[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
