import { networkInterfaces } from 'node:os';

/** True if this machine has the loopback address of IPv6. */
export function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
}
