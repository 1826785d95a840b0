/** Why webhooks of a load test were not accepted. Pure. */
import { fixOfAbsence, fixOfFailure, fixOfRefusal } from '../verdicts/rules/webhook-rules.js';
import type { Severity } from '../verdicts/verdict.js';
import type { LoadReport, RuleCount } from './load-report.js';
import { shownTimes } from './shown-values.js';

type Causes = LoadReport['webhooks']['causes'];

/** The part of a report that explains its webhooks. */
type WebhookReport = Pick<LoadReport, 'webhooks' | 'meetings' | 'interrupted'>;

/** Codes of failures in words; others are their own. */
const WORDS: { readonly [code: string]: string } = {
  timeout: 'no answer',
  'connection-refused': 'connection refused',
  'connection-closed': 'connection closed',
  'host-not-found': 'host not found',
  'not-http': 'no HTTP',
  'bad-url': 'unusable URL',
  tls: 'TLS',
};

/** Outcomes of webhooks: `1 delivered; 3 refused: 500 (2), 302 (1); 1 failed: no answer (1)`. */
export function shownWebhooks({ webhooks, meetings, interrupted }: WebhookReport): string {
  const { delivered, refused, failed, causes } = webhooks;
  // Every webhook that was sent has an outcome, unless a signal has ended the wait for it.
  if (delivered + refused + failed === 0 && meetings.started > meetings.connected && interrupted !== true) {
    return 'none was sent, because the server knows no URL of your app; give it with --webhook-url';
  }
  return [
    `${delivered} delivered`,
    ...(refused > 0 ? [`${refused} refused${shownCauses(causes, isStatus)}`] : []),
    ...(failed > 0 ? [`${failed} failed${shownCauses(causes, (cause) => !isStatus(cause))}`] : []),
  ].join('; ');
}

function shownCauses(causes: Causes, belongs: (cause: string) => boolean): string {
  const shown = Object.entries(causes)
    .filter(([cause]) => belongs(cause))
    .toSorted(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${WORDS[cause] ?? cause} (${count})`);
  return shown.length === 0 ? '' : `: ${shown.join(', ')}`;
}

function isStatus(cause: string): boolean {
  return /^\d+$/.test(cause);
}

/** Returns the outcomes since the beginning. */
export function webhooksSince(
  before: LoadReport['webhooks'],
  now: LoadReport['webhooks'],
): LoadReport['webhooks'] {
  const since = (name: 'delivered' | 'refused' | 'failed'): number => Math.max(0, now[name] - before[name]);
  const causes = Object.entries(now.causes)
    .map(([cause, count]) => [cause, count - (before.causes[cause] ?? 0)] as const)
    .filter(([, count]) => count > 0);
  return {
    delivered: since('delivered'),
    refused: since('refused'),
    failed: since('failed'),
    causes: Object.fromEntries(causes),
  };
}

/** Returns what to change in the app, by the causes that there were. `fix`: that of the rule. `hasJoined`: apps have connected. */
export function fixByCauses(rule: string, fix: string, causes: Causes, hasJoined: boolean): string {
  if (rule === 'never-joined') return fixOfAbsence(hasJoined);
  const found = Object.keys(causes);
  const fixes = new Set<string>();
  if (rule === 'webhook-refused') {
    for (const cause of found.filter(isStatus)) fixes.add(fixOfRefusal(Number(cause)));
  }
  if (rule === 'webhook-unanswered') {
    for (const cause of found.filter((one) => !isStatus(one))) fixes.add(fixOfFailure(cause));
  }
  return fixes.size === 0 ? fix : [...fixes].join(' ');
}

/** Rules about webhooks, which count those of each moment: only about `rtms_started` they are errors. */
const WEBHOOK_RULES: ReadonlySet<string> = new Set(['webhook-late', 'webhook-refused', 'webhook-unanswered']);

/** Highest severity of the verdicts of a rule, as far as that is known. `severity`: that of the rule. */
export function highestSeverity(severity: Severity, errors: number): Severity {
  if (errors > 0) return 'error';
  return severity === 'error' ? 'warning' : severity;
}

/** The number of verdicts of a rule, with those that are less serious: the row of webhooks counts only `rtms_started`. */
export function shownCount({ rule, count, errors }: RuleCount): string {
  const times = shownTimes(count);
  if (errors === count) return times;
  if (!WEBHOOK_RULES.has(rule)) return errors === 0 ? times : `${times}, ${errors} of them errors`;
  const later = 'later webhooks, such as rtms_stopped';
  return errors === 0
    ? `${times}, about ${later}`
    : `${times}, ${errors} about rtms_started, and ${count - errors} about ${later}, which are warnings`;
}
