/**
 * Stop reasons with the SDK's names. The declarations of the SDK name the numbers with the prefix `STOP_BC_`
 * (two of them with their names of 2025), its code without it. This module has both forms.
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

/** Names of 2025 that the SDK's declarations still contain. */
const OLD_NAMES = {
  STOP_BC_APP_DISABLED_BY_HOST: WireStopReason.STOP_BC_HOST_DISABLED_APP,
  STOP_BC_MEETING_CONNECTION_INTERRUPTED: WireStopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED,
} as const;

const PREFIXED = { ...WireStopReason } as const;

/** The reason why a stream stopped: the argument of `onLeave` (PROTOCOL.md §18.2). */
export const StopReason = { ...withoutPrefix(PREFIXED), ...PREFIXED, ...OLD_NAMES } as const;
