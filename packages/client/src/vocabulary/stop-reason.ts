/**
 * Why a stream stopped: the argument of `onLeave`. The SDK's declarations name the numbers with the prefix
 * `STOP_BC_` (and two of them as they were called in 2025), its code without it: both are here.
 * @see https://www.npmjs.com/package/@zoom/rtms (documented)
 */
import { StopReason as WireStopReason } from '@rtms-mock/protocol';

type Unprefixed<Names> = {
  readonly [Name in keyof Names as Name extends `STOP_BC_${infer Rest}` ? Rest : Name]: Names[Name];
};

function withoutPrefix<Names extends object>(names: Names): Unprefixed<Names> {
  return Object.fromEntries(
    Object.entries(names).map(([name, number]) => [name.replace(/^STOP_BC_/, ''), number]),
  ) as Unprefixed<Names>;
}

/** Names of 2025 that the SDK's declarations still carry. */
const OLD_NAMES = {
  STOP_BC_APP_DISABLED_BY_HOST: WireStopReason.STOP_BC_HOST_DISABLED_APP,
  STOP_BC_MEETING_CONNECTION_INTERRUPTED: WireStopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED,
} as const;

const PREFIXED = { ...WireStopReason } as const;

export const StopReason = { ...withoutPrefix(PREFIXED), ...PREFIXED, ...OLD_NAMES } as const;
