/** Several processes that play meetings together: what a package needs that connects them. */
export {
  idsOf,
  positionAt,
  runningStreams,
  type MeetingRecord,
  type StreamContinuation,
} from './fleet/meeting-record.js';
export { MemoryRegistry, type MemberNode } from './fleet/memory-registry.js';
export {
  hasLabels,
  leastLoaded,
  PendingPlacements,
  type FleetEvent,
  type Labels,
  type NodeInfo,
  type NodeState,
  type Placement,
  type PlacementRequest,
  type Registry,
} from './fleet/registry.js';
