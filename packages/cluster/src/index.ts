export { openCluster, type ClusterOptions } from './cluster.js';
export { ClusterRegistry, type ClusterInput, type JoiningNode } from './cluster-registry.js';
export { ClusterError } from './cluster-error.js';
export type { ClusterHost } from './cluster-host.js';
