export { openCluster } from './cluster.js';
export { ClusterRegistry, type ClusterInput } from './cluster-registry.js';
export { ClusterError } from './cluster-error.js';
