import { describe, expect, test } from 'vitest';
import { loadOptional } from '../../src/cli/cluster.js';
import { run } from './fake-surroundings.js';

const PORTS = ['serve', '--port', '0', '--media-port', '0'];
const CLUSTER = ['--cluster', 'nats://127.0.0.1:1'];

describe('the options of a cluster', () => {
  test.each([
    [['--label', 'region=eu'], '--label is about a node of a cluster and needs --cluster'],
    [['--drain', '30s'], '--drain is about a node of a cluster and needs --cluster'],
    [['--node-url', 'http://10.0.0.5:9092'], '--node-url is about a node of a cluster and needs --cluster'],
    [
      ['--cluster', 'http://user:secret@host'],
      '--cluster must be the URL of a NATS server, such as nats://127.0.0.1:4222, or several URLs separated by commas',
    ],
    [[...CLUSTER, '--label', 'region'], '--label must be labels such as region=eu, found "region"'],
    [[...CLUSTER, '--drain', 'soon'], '--drain must be a duration such as 500ms, 10s or 2m, found "soon"'],
    [
      [...CLUSTER, '--time', 'virtual'],
      '--cluster and virtual time exclude each other: the nodes share real time',
    ],
    [
      [...CLUSTER, '--seed', '1'],
      '--cluster and --seed exclude each other: all nodes would give their streams the same ids',
    ],
    [
      [...CLUSTER, '--host', '0.0.0.0'],
      "--cluster with --host 0.0.0.0 needs --api-token TOKEN, the same on all nodes, which use each other's API",
    ],
    [
      [...CLUSTER, '--node-url', 'http://node.test:9092'],
      '--node-url names the host node.test, under which this server does not answer: use an address, or allow it with --allow-host node.test',
    ],
    [
      CLUSTER,
      '--cluster: No connection to NATS at 127.0.0.1:1 (connection refused); start a server with nats-server -js, or correct --cluster.',
    ],
  ])('%j are refused in one sentence', async (args, sentence) => {
    const { exitCode, stderr } = run([...PORTS, ...args]);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(`rtms-mock: ${sentence}\n`);
  });

  test('check does not know them', async () => {
    const { exitCode, stderr } = run(['check', '--webhook-url', 'http://127.0.0.1:1', ...CLUSTER]);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toContain('--cluster is a flag of serve, not of check');
  });
});

test('a package that is not installed is named, with the command that installs it', async () => {
  await expect(loadOptional('@rtms-mock/none', import.meta.dirname, '--none')).rejects.toThrow(
    '--none needs the package @rtms-mock/none, which is not installed: run npm install @rtms-mock/none',
  );
});
