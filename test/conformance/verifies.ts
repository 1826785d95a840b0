import { test } from 'vitest';
import type { MockServerOptions } from '../../packages/mock-server/src/server/options.js';
import { memoryService } from './memory-service.js';
import { networkService } from './network-service.js';
import { REQUIREMENTS, type RequirementId } from './requirements.js';
import { World } from './world.js';

/** How a scenario runs. Other options go to the service. */
export interface VerifyOptions extends MockServerOptions {
  /** What is special about this case, for its title. */
  readonly as?: string;
  /** Where it makes sense. Default: on in-memory sockets and on real ones. */
  readonly only?: 'memory' | 'network';
  /** Runs in both generations. */
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
  how: Define,
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
      how(title, () => runOn(kind, { ...service, protocol }, run));
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

/** A scenario that shows one requirement or several; the first names the test. */
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

/** A requirement that does not hold yet, and why: the test goes red as soon as it does. */
export function knownGap(ids: RequirementId, why: string, options: VerifyOptions, run: Scenario): void {
  define((title, body) => test.fails(`known gap, ${why}: ${title}`, body), ids, options, run);
}
