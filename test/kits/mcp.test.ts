/** The tool `check` of the MCP server, with an app in a process of its own. */
import { join, relative } from 'node:path';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { checkApp } from '../../packages/mcp/src/check-app.js';
import { Program, ROOT } from '../e2e/processes.js';
import { brokenCopy } from './broken-copy.js';

const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
const ENV = {
  PORT: '0',
  ZM_RTMS_CLIENT: clientId,
  ZM_RTMS_SECRET: clientSecret,
  ZOOM_SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
};

async function check(file: string) {
  await using app = new Program(file, [], ENV);
  const port = (await app.line(/^Webhooks on port/)).split(' ').at(-1);
  const request = { webhookUrl: `http://127.0.0.1:${port}/`, suite: 'two-speakers', protocol: '2026' };
  return await checkApp(request, AbortSignal.timeout(60_000));
}

test('an app without mistakes passes', async () => {
  expect(await check('examples/first-app/javascript/app.mjs')).toEqual({
    exitCode: 0,
    meaning: 'passed',
    passed: ['url-validation (2026)', 'two-speakers (2026)'],
    failed: [],
    findings: [],
  });
});

test('of an app with a mistake, each broken rule is returned once', async () => {
  using copy = brokenCopy('javascript', 'app.mjs');
  const { exitCode, failed, findings } = await check(relative(ROOT, join(copy.folder, 'app.mjs')));
  expect(exitCode).toBe(1);
  expect(failed).toContain('two-speakers (2026)');
  const rules = findings.map(({ rule }) => rule);
  expect(rules).toContain('webhook-refused');
  expect(new Set(rules).size).toBe(rules.length);
});
