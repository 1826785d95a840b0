import type { Logger } from '@rtms-mock/server';
import { differingOptions, type Fingerprints } from '@rtms-mock/server/fleet';
import { ClusterError } from './cluster-error.js';
import type { MemberInfo } from './node-info.js';

/** Compares the settings that all nodes must have in common. */
export class CommonSettings {
  #fingerprints: (() => Fingerprints) | undefined;

  /** Digests of this node's settings, as they are now. */
  get present(): Fingerprints {
    return this.#fingerprints?.() ?? {};
  }

  /**
   * Begins to compare the settings of this node with those of others.
   *
   * @throws {ClusterError} if they differ from those of a node that is there
   */
  compare(fingerprints: () => Fingerprints, members: readonly MemberInfo[]): void {
    for (const member of members) {
      const difference = differenceOf(member, fingerprints());
      if (difference === undefined) continue;
      throw new ClusterError(`${difference}; start all nodes of a cluster with the same.`);
    }
    this.#fingerprints = fingerprints;
  }

  /** Warns of a node that has joined with other settings: nodes that start at the same time do not see each other before. */
  warnOf(member: MemberInfo, logger: Logger): void {
    const difference = differenceOf(member, this.present);
    if (difference !== undefined) logger.log('warn', `${difference}; stop one of them.`);
  }
}

function differenceOf({ nodeId, apiUrl, fingerprints }: MemberInfo, own: Fingerprints): string | undefined {
  const options = differingOptions(own, fingerprints);
  if (options.length === 0) return undefined;
  return `The node ${nodeId} at ${apiUrl} has another ${options.join(' and another ')} than this one`;
}
