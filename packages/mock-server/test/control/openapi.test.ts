import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { controlRoutes } from '../../src/control/app.js';
import { openapiDocument } from '../../src/control/openapi-document.js';
import { buildOpenapiSchemas } from '../../scripts/openapi/build-schemas.js';
import { restRoutes } from '../../src/rest/rest-app.js';
import { StartRefusals } from '../../src/faults/start-refusals.js';
import { Tokens } from '../../src/rest/tokens.js';
import { fakeServer } from './fake-server.js';

const document = openapiDocument() as {
  readonly paths: { readonly [path: string]: object };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
};

test('the description that is served is valid OpenAPI 3.1', async () => {
  await using server = await fakeServer();
  const { status, json } = await server.get('/api/openapi.json');
  const validator = new Validator();

  const result = await validator.validate(json as { [key: string]: unknown });

  expect(status).toBe(200);
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('the description names every call that is served, and no other', async () => {
  await using server = await fakeServer();
  const tokens = new Tokens(() => 0);
  const rest = restRoutes({
    ...server.context,
    tokens,
    startRefusals: new StartRefusals(),
    unixSeconds: () => 0,
  });
  const served = [...controlRoutes(server.context), ...rest].map(
    ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
  );
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(served.sort());
  expect(served.length).toBeGreaterThan(15);
});

test('every schema that is referred to is there, and every schema is used', () => {
  const text = JSON.stringify(document);
  const used = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1]));
  expect(used).toEqual(new Set(Object.keys(document.components.schemas)));
});

test('every schema is one of draft 2020-12, and describes each property that it requires', () => {
  const { schemas } = document.components;
  const ajv = new Ajv2020({
    strictSchema: true,
    strictTuples: true,
    strictRequired: true,
    formats: { uri: true },
  });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'document', components: { schemas } });
  const broken = Object.keys(schemas).flatMap((name) => {
    try {
      ajv.compile({ $ref: `document#/components/schemas/${name}` });
      return [];
    } catch (error) {
      return [`${name}: ${String(error)}`];
    }
  });
  expect(broken).toEqual([]);
});

// Compiling the sources takes long on a busy machine.
test('the schemas are those of the types', { timeout: 60_000 }, () => {
  expect(document.components.schemas, 'run pnpm --filter @rtms-mock/server openapi').toEqual(
    buildOpenapiSchemas(),
  );
});
