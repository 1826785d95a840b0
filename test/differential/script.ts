/** The parts of a script: what a server does, told to both clients. */
import type { ServerPlan } from './server-plan.js';
import type { Stage } from './stage.js';

/** Tells an app what to do while the script runs. */
export type Command =
  | { readonly do: 'leave' }
  | { readonly do: 'subscribeVideo'; readonly userId: number; readonly subscribe: boolean }
  | { readonly do: 'subscribeEvent' | 'unsubscribeEvent'; readonly events: readonly number[] };

/** What an app does before it joins: the callbacks it sets, its parameters, and the webhook's payload. */
export interface AppConfig {
  /** Names of callbacks, as in the Node SDK. `onJoinConfirm` and `onLeave` are always set. */
  readonly callbacks: readonly string[];
  /** Parameters of media, with the names of the Node SDK. */
  readonly params?: {
    readonly audio?: { readonly [field: string]: number };
    readonly video?: { readonly [field: string]: number };
    readonly deskshare?: { readonly [field: string]: number };
  };
  /** Argument of `join`. */
  readonly payload: { readonly [field: string]: unknown };
}

/** One server, played to both clients. */
export interface ServerScript extends ServerPlan {
  /** A sentence: what the server does. */
  readonly name: string;
  /** Callbacks of the app beside `onJoinConfirm` and `onLeave`. @default audio only */
  readonly callbacks?: readonly string[];
  /** Parameters of media. @default none: those of the SDK */
  readonly params?: AppConfig['params'];
  /** Fields of the payload in place of `meeting_uuid`, or in addition; `url`: base of the server. */
  readonly payload?: (url: string) => { readonly [field: string]: unknown };
  /** The clients are done after this time of silence, in ms: longer than the first delay of a reconnection. @default 700 */
  readonly settleMs?: number;
  /** What happens after the app has started. @default waits for the outcome of the join */
  readonly play?: (stage: Stage) => Promise<void>;
}
