import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { loadReportSchema } from '../../scripts/load-report/build-schema.js';
import { loadReport, sampleAt } from './load-report-example.js';

const FILE = new URL('../../../../docs/load-report.schema.json', import.meta.url);

test('the schema in the documentation is that of the report', { timeout: 60_000 }, () => {
  const written: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  expect(JSON.parse(loadReportSchema()), 'run pnpm --filter @rtms-mock/server load-schema').toEqual(written);
});

test('reports match the schema, others do not', () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(FILE, 'utf8')) as object);
  const report = loadReport({
    interrupted: true,
    failure: 'a reason',
    webhooks: { delivered: 0, refused: 1, failed: 1, causes: { '500': 1, timeout: 1 } },
    app: { pids: [7], ended: [], cpuPercent: 1, cpuMaxPercent: 2, residentMaxBytes: 3 },
    samples: [sampleAt(1000, { appCpuPercent: 1, appBytes: 2 })],
    thresholds: [{ name: 'max-join-p99', limit: 5, actual: null, unit: 'ms', passed: false }],
    verdicts: [
      { rule: 'webhook-late', severity: 'error', count: 2, errors: 1, timed: true, fix: 'Answer at once.' },
    ],
  });
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...report, version: 2 })).toBe(false);
  expect(validate({ ...report, lag: undefined })).toBe(false);
});
