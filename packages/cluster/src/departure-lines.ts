import type { Logger } from '@rtms-mock/server';

/** Logs that a node is gone: in order, or lost with its meetings. */
export function logDeparture(nodeId: string, hasLeft: boolean, logger: Logger): void {
  if (hasLeft) logger.log('info', `The node ${nodeId} has left.`);
  else logger.log('warn', `The node ${nodeId} is lost.`);
}

/** Logs that a number of meetings is handed over to those of the named nodes that take them. */
export function logHandOver(meetings: number, names: readonly string[], logger: Logger): void {
  if (meetings === 0) return;
  logger.log('info', `Handing meetings over to ${[...new Set(names)].join(', ')}.`, { meetings });
}
