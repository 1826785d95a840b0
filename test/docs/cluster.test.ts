import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkClusterOptions } from '../../packages/mock-server/src/cli/cluster.js';
import { resolveFlags } from '../../packages/mock-server/src/config/resolve.js';
import { CLUSTER_OPTIONS } from '../../packages/mock-server/src/config/cluster-options.js';
import { flagName } from '../../packages/mock-server/src/config/option-names.js';
import { SERVE_OPTIONS } from '../../packages/mock-server/src/config/serve-options.js';

const page = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8');

/** Flags of a command by their names in camel case. */
function flagsOf(command: string): Record<string, string> {
  const pairs = [...command.matchAll(/--([a-z-]+) ("[^"]+"|\S+)/g)];
  const camelCase = (name: string): string =>
    name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [camelCase(name), value]));
}

test('the nodes of docs/scale.md have options that serve accepts, and ports of their own', () => {
  const commands = page.replaceAll('\\\n', '').match(/^rtms-mock serve --cluster .+$/gm) ?? [];
  expect(commands).toHaveLength(4);
  const nodes = commands.map((command) =>
    resolveFlags(SERVE_OPTIONS, { flags: flagsOf(command), environment: {} }),
  );
  for (const node of nodes) checkClusterOptions(node);
  const ports = nodes.slice(1).flatMap(({ port, mediaPort }) => [port, mediaPort]);
  expect(new Set(ports).size).toBe(6);
});

test('docs/scale.md explains every option of a cluster', () => {
  for (const [name, option] of Object.entries(CLUSTER_OPTIONS)) {
    expect(page).toContain(`| \`${flagName(name, option)} `);
  }
});
