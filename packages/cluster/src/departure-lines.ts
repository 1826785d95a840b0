import type { Logger } from '@rtms-mock/server';
import type { MemberInfo } from './node-info.js';

/** Logs that a node is gone. One that stops in order has said so before, since its lease ends last. */
export function logDeparture({ nodeId, state }: MemberInfo, logger: Logger): void {
  if (state === 'draining') logger.log('info', `The node ${nodeId} has left.`);
  else logger.log('warn', `The node ${nodeId} is lost.`);
}

/** Logs that a number of meetings is handed over to those of the named nodes that take them. */
export function logHandOver(meetings: number, names: readonly string[], logger: Logger): void {
  if (meetings === 0) return;
  logger.log('info', `Handing meetings over to ${[...new Set(names)].join(', ')}.`, { meetings });
}
