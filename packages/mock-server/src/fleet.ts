/** Several processes that play meetings together: what a package needs that connects them. */
export {
  idsOf,
  positionAt,
  runningStreams,
  type MeetingRecord,
  type StreamContinuation,
} from './server/meeting-record.js';
export { startNode } from './server/mock-server.js';
export { instanceUrl } from './meetings/server-instance.js';
export type { Adoption, NodeServer } from './server/node-server.js';
export { fleetNumbers, MAX_NODE_INDEX, type FleetNumbers } from './server/fleet-numbers.js';
export { differingOptions, type Fingerprints } from './fleet/fingerprints.js';
export type { FleetJournal, FleetMembership } from './fleet/membership.js';
export { followMeetings, type FollowMeetingsContext, type RecordKeeper } from './fleet/follow-meetings.js';
export { MemoryRegistry, type MemberNode } from './fleet/memory-registry.js';
export { Placements } from './fleet/placements.js';
export {
  hasLabels,
  leastLoaded,
  type FleetEvent,
  type Labels,
  type NodeInfo,
  type NodeState,
  type Placement,
  type PlacementRequest,
  type Registry,
} from './fleet/registry.js';
export type {
  ClusterHost,
  ClusterModule,
  ClusterOptions,
  JoiningNode,
  SharedRegistry,
} from './fleet/shared-registry.js';
