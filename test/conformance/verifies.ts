import { test } from 'vitest';
import type { MockServerOptions } from '../../packages/mock-server/src/server/options.js';
import { memoryService } from './memory-service.js';
import { networkService } from './network-service.js';
import { REQUIREMENTS, type RequirementId } from './requirements.js';
import { World } from './world.js';

/** Options of a scenario. All others are passed to the service. */
export interface VerifyOptions extends MockServerOptions {
  /** Added to the title, to distinguish scenarios of the same requirement. */
  readonly as?: string;
  /**
   * Runs the scenario on one kind of socket only.
   * @default both in-memory sockets and real ones
   */
  readonly only?: 'memory' | 'network';
  /** Runs the scenario in both numeric generations. */
  readonly both?: true;
}

type Scenario = (world: World) => Promise<void>;
type Define = (title: string, run: () => Promise<void>) => void;

function sentenceOf(id: RequirementId): string {
  const requirement = REQUIREMENTS.find((candidate) => candidate.id === id);
  if (!requirement) throw new Error(`there is no requirement ${id}`);
  return requirement.sentence;
}

function define(
  register: Define,
  ids: RequirementId | readonly RequirementId[],
  options: VerifyOptions,
  run: Scenario,
): void {
  const all = typeof ids === 'string' ? [ids] : ids;
  const [first] = all;
  if (first === undefined) throw new Error('a scenario verifies at least one requirement');
  for (const id of all) sentenceOf(id);
  const { as, only, both, ...service } = options;
  for (const protocol of both === true ? (['2025', '2026'] as const) : [service.protocol ?? '2025']) {
    for (const kind of only === undefined ? (['memory', 'network'] as const) : [only]) {
      const title = `${sentenceOf(first)}${as === undefined ? '' : ` (${as})`} [${protocol}, ${kind}; ${all.join(' ')}]`;
      register(title, () => runOn(kind, { ...service, protocol }, run));
    }
  }
}

async function runOn(kind: 'memory' | 'network', options: MockServerOptions, run: Scenario): Promise<void> {
  const service = kind === 'memory' ? memoryService(options) : await networkService(options);
  const world = new World(service, options);
  try {
    await run(world);
  } catch (error) {
    await service.close();
    throw error;
  }
  await world.end();
}

/** Defines a scenario that verifies one or several requirements. The first one provides the title. */
export function verifies(ids: RequirementId | readonly RequirementId[], run: Scenario): void;
export function verifies(
  ids: RequirementId | readonly RequirementId[],
  options: VerifyOptions,
  run: Scenario,
): void;
export function verifies(
  ids: RequirementId | readonly RequirementId[],
  optionsOrRun: VerifyOptions | Scenario,
  run?: Scenario,
): void {
  if (typeof optionsOrRun === 'function') define((title, body) => test(title, body), ids, {}, optionsOrRun);
  else if (run) define((title, body) => test(title, body), ids, optionsOrRun, run);
}

/** Defines a scenario of a requirement that is not met yet. The test fails as soon as the requirement is met. */
export function knownGap(ids: RequirementId, why: string, options: VerifyOptions, run: Scenario): void {
  define((title, body) => test.fails(`known gap, ${why}: ${title}`, body), ids, options, run);
}
