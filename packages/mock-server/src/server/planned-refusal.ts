import type { ConnectionRefusals } from '../faults/connection-refusals.js';
import type { GatewayRoutes, UpgradeRefusal } from '../sockets/gateway.js';

/** Refusal of a connection that a scenario has planned; `undefined` if it has planned none. */
export function plannedRefusal(
  refusals: ConnectionRefusals,
  route: keyof GatewayRoutes,
): UpgradeRefusal | 'reset' | undefined {
  if (route !== 'signaling' && route !== 'media') return undefined;
  const how = refusals.take(route);
  if (how !== '503') return how;
  return {
    status: '503 Service Unavailable',
    reason: 'A scenario step of rtms-mock refuses this connection',
  };
}
