/** Why webhooks of a load test were not accepted. Pure. */
import { fixOfAbsence, fixOfFailure, fixOfRefusal } from '../verdicts/rules/webhook-rules.js';
import type { LoadReport, RuleCount } from './load-report.js';

type Causes = LoadReport['webhooks']['causes'];

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
export function shownWebhooks({ delivered, refused, failed, causes }: LoadReport['webhooks']): string {
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

/** Says that verdicts about webhooks are more than those about `rtms_started`, which the row of webhooks counts. */
export function webhooksCounted(
  { rule, count, severity, errors }: RuleCount,
  { webhooks, meetings }: Pick<LoadReport, 'webhooks' | 'meetings'>,
): string {
  const ofStart: { readonly [rule: string]: number } = {
    'webhook-late': meetings.started,
    'webhook-refused': webhooks.refused,
    'webhook-unanswered': webhooks.failed,
  };
  const others = count > (ofStart[rule] ?? count) ? ', rtms_stopped included' : '';
  return severity === 'error' && errors < count ? `${others} (errors: ${errors})` : others;
}
