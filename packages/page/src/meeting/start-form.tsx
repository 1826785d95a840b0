import { PRODUCTS } from '@rtms-mock/protocol';
import { signal } from '@preact/signals';
import type { ScenarioList, StartedMeeting, WebhookAnswer } from '../api/bodies.js';
import { act, read } from '../api/http.js';
import { timelineScenario } from '../faults/timeline.js';
import { server } from '../state/events.js';
import { chosenId } from '../state/meetings.js';
import { Choice, TextField } from '../ui/controls.js';
import { success } from '../ui/notice.js';
import { isString, stored } from '../ui/stored.js';
import { durationText } from '../ui/words.js';
import { isValidated, rememberUrl, webhookUrl } from './webhook-url.js';

/** Value of the choice that plays the timeline of the region Faults. */
const OWN_TIMELINE = ' timeline';

const product = stored('product', 'meeting', isString);
const protocol = stored('protocol', '', isString);
const scenario = stored('scenario', '', isString);
const media = stored('media', '', isString);
const topic = signal('');
const participants = signal('');

/** The server's scenarios. */
const scenarios = signal<ScenarioList['scenarios']>([]);

/** Reads the list of scenarios. */
export async function loadScenarios(): Promise<void> {
  scenarios.value = (await read<ScenarioList>('api/scenarios')).scenarios;
}

/** The outcome of the newest start, with what the receiver of the webhook did. */
export const startReport = signal<{ readonly isGood: boolean; readonly text: string } | undefined>(undefined);

function chosenScenario(): string | object | undefined {
  if (scenario.value === '') return undefined;
  return scenario.value === OWN_TIMELINE ? timelineScenario.value : scenario.value;
}

/** Body of `POST /api/meetings` as the form says. Empty fields are left to the server. */
function startBody(): object {
  const url = webhookUrl.value.trim();
  const names = participants.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const chosen = chosenScenario();
  return {
    ...(url !== '' && { webhookUrl: url }),
    ...(product.value !== 'meeting' && { product: product.value }),
    ...(protocol.value !== '' && { protocol: protocol.value }),
    ...(chosen !== undefined && { scenario: chosen }),
    ...(media.value.trim() !== '' && { media: media.value.trim() }),
    ...(topic.value.trim() !== '' && { topic: topic.value.trim() }),
    ...(names.length > 0 && { participants: names }),
  };
}

/** Starts a meeting as the form says, and shows it. */
export async function startMeeting(): Promise<StartedMeeting> {
  const url = webhookUrl.value.trim();
  const wasValidated = isValidated();
  startReport.value = undefined;
  const started = await act<StartedMeeting>('api/meetings', startBody());
  rememberUrl(url);
  chosenId.value = started.streamId;
  const hasReceiver = url !== '' || server.value?.webhookUrl != null;
  startReport.value = reportOf(started, wasValidated || !hasReceiver);
  if (startReport.value.isGood) success('The meeting has started.');
  return started;
}

function reportOf({ webhook, warnings }: StartedMeeting, isValid: boolean) {
  const sentences = [webhookSentence(webhook), ...(warnings ?? [])];
  if (!isValid) sentences.push('The webhook URL is not validated.');
  const isDelivered = webhook === null || webhook.status === 'delivered';
  return { isGood: isDelivered && isValid, text: sentences.join(' ') };
}

function webhookSentence(webhook: WebhookAnswer | null): string {
  if (webhook === null) return 'No webhook was sent.';
  if (webhook.message !== undefined) return webhook.message;
  const status = webhook.status === 'failed' ? '' : ` with status ${webhook.httpStatus}`;
  return `rtms_started was answered${status} after ${durationText(webhook.ms)}.`;
}

/** Everything that a new meeting can be given; all of it is optional. */
export function StartFields() {
  const facts = server.value;
  const defaultName = facts === undefined ? 'server default' : `server default (${facts.protocol})`;
  return (
    <div class="fields">
      <Choice
        label="Product"
        value={product.value}
        change={(value) => void (product.value = value)}
        options={PRODUCTS.map((name) => [name, name.replace('_', ' ')] as const)}
      />
      <Choice
        label="Protocol"
        value={protocol.value}
        change={(value) => void (protocol.value = value)}
        options={[
          ['', defaultName],
          ...(facts?.protocols ?? ['string', '2025', '2026']).map((name) => [name, name] as const),
        ]}
      />
      <Choice
        label="Scenario"
        value={scenario.value}
        change={(value) => void (scenario.value = value)}
        options={[
          ['', 'server default'],
          ...scenarios.value.map(({ name }) => [name, name] as const),
          [OWN_TIMELINE, 'timeline of region Faults'],
        ]}
      />
      <TextField
        label="Media"
        value={media.value}
        placeholder="built-in conversation"
        change={(value) => void (media.value = value)}
      />
      <TextField
        label="Participants"
        value={participants.value}
        placeholder="those of the media"
        change={(value) => void (participants.value = value)}
      />
      <TextField
        label="Topic"
        value={topic.value}
        placeholder="rtms-mock meeting"
        change={(value) => void (topic.value = value)}
      />
      <p class="hint wide">{scenarioHint()}</p>
    </div>
  );
}

function scenarioHint(): string {
  const chosen = scenarios.value.find(({ name }) => name === scenario.value);
  if (chosen !== undefined) return chosen.description;
  return 'Media: a recording or folder on the server, or tone, noise, silence. Participants: names, separated by commas.';
}
