/** Runs `rtms-mock check`, and shortens its report for an agent. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RefusedError } from './api.js';

/** Arguments of the check. */
export interface CheckRequest {
  readonly webhookUrl: string;
  /** `basic`, `full`, or names of scenarios with commas between them. @default basic */
  readonly suite?: string;
  /** Generation, if only one is to be played. @default both */
  readonly protocol?: string;
}

/** Meanings of the exit codes of `rtms-mock check`. */
const MEANINGS: { readonly [code: number]: string } = {
  0: 'passed',
  1: 'rules are broken',
  3: 'no program accepts connections at the webhook URL',
  4: 'the app joined no stream',
  5: 'not trustworthy, because the machine was too busy: run it again',
};

interface Report {
  readonly scenarios: readonly {
    readonly name: string;
    readonly protocol: string;
    readonly passed: boolean;
    readonly verdicts: readonly Finding[];
  }[];
}

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly would: string;
  readonly fix: string;
  readonly source: string;
}

/** Outcome of a check: each broken rule once, with the scenarios in which it was broken. */
export interface CheckOutcome {
  readonly exitCode: number;
  readonly meaning: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly findings: readonly (Finding & { readonly scenarios: readonly string[] })[];
}

/**
 * Plays scenarios to a running app with a server of its own, which has the development credentials.
 *
 * @throws {RefusedError} if the arguments cannot be used; the promise is rejected
 */
export async function checkApp(request: CheckRequest, signal: AbortSignal): Promise<CheckOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-mcp-'));
  try {
    const file = join(folder, 'report.json');
    const { code, errors } = await runCheck(request, file, signal);
    const meaning = MEANINGS[code];
    if (meaning === undefined) throw new RefusedError(errors.trim() || `rtms-mock check ended with ${code}`);
    const report = await readReport(file);
    if (report === undefined) return { exitCode: code, meaning, passed: [], failed: [], findings: [] };
    return { exitCode: code, meaning, ...shortened(report) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runCheck(
  { webhookUrl, suite = 'basic', protocol }: CheckRequest,
  file: string,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly errors: string }> {
  const manifest = import.meta.resolve('@rtms-mock/server/package.json');
  const command = fileURLToPath(new URL('bin/rtms-mock.js', manifest));
  const args = ['check', `--webhook-url=${webhookUrl}`, `--suite=${suite}`, `--report=json=${file}`];
  if (protocol !== undefined) args.push(`--protocol=${protocol}`);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args], { signal, maxBuffer: 2 ** 26 }, (error, _out, errors) => {
      if (error === null) resolve({ code: 0, errors });
      else if (typeof error.code === 'number') resolve({ code: error.code, errors });
      else reject(new RefusedError(`rtms-mock check was ended: ${error.message}`, { cause: error }));
    });
  });
}

/** Undefined: the check ended before it played anything. */
async function readReport(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Report;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Each rule once, with its first message. */
export function shortened({ scenarios }: Report): Omit<CheckOutcome, 'exitCode' | 'meaning'> {
  const titled = scenarios.map((one) => ({ ...one, title: `${one.name} (${one.protocol})` }));
  const findings = new Map<string, Finding & { readonly scenarios: string[] }>();
  for (const { title, verdicts } of titled) {
    for (const { rule, severity, message, would, fix, source } of verdicts) {
      const finding = findings.get(rule) ?? { rule, severity, message, would, fix, source, scenarios: [] };
      if (!finding.scenarios.includes(title)) finding.scenarios.push(title);
      findings.set(rule, finding);
    }
  }
  return {
    passed: titled.filter(({ passed }) => passed).map(({ title }) => title),
    failed: titled.filter(({ passed }) => !passed).map(({ title }) => title),
    findings: [...findings.values()],
  };
}
