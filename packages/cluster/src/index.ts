export { openCluster, type ClusterOptions } from './cluster.js';
export {
  ClusterRegistry,
  type ClusterHost,
  type ClusterInput,
  type JoiningNode,
} from './cluster-registry.js';
export { ClusterError } from './cluster-error.js';
