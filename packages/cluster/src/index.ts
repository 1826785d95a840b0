export { openCluster } from './cluster.js';
export { ClusterRegistry } from './cluster-registry.js';
export type { ClusterInput } from './cluster-input.js';
export { ClusterError } from './cluster-error.js';
