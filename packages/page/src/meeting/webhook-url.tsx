import { signal } from '@preact/signals';
import type { UrlVerdict } from '../api/bodies.js';
import { act, sentenceOf } from '../api/http.js';
import { server } from '../state/events.js';
import { Button, Choice, TextField } from '../ui/controls.js';
import { durationText } from '../ui/words.js';
import { isString, isStrings, stored } from '../ui/stored.js';

const MAX_REMEMBERED = 8;

/** Receiver of webhooks, as typed. */
export const webhookUrl = stored('webhook-url', '', isString);

/** URLs that were used before, newest first. */
export const recentUrls = stored<readonly string[]>('recent-urls', [], isStrings);

/** Result of a validation, for one URL. */
export type Validation =
  | { readonly state: 'unknown' }
  | { readonly state: 'asking'; readonly url: string }
  | { readonly state: 'valid' | 'invalid'; readonly url: string; readonly text: string };

/** The newest validation. */
export const validation = signal<Validation>({ state: 'unknown' });

/** Keeps a URL among the recent ones. */
export function rememberUrl(url: string): void {
  if (url === '') return;
  recentUrls.value = [url, ...recentUrls.value.filter((other) => other !== url)].slice(0, MAX_REMEMBERED);
}

/** True if the URL that is typed now has passed validation. */
export function isValidated(): boolean {
  const { value } = validation;
  return value.state === 'valid' && value.url === webhookUrl.value.trim();
}

/** Sends `endpoint.url_validation` to the URL, and shows what the server found. */
export async function validate(): Promise<void> {
  const url = webhookUrl.value.trim();
  validation.value = { state: 'asking', url };
  try {
    const verdict = await act<UrlVerdict>('api/webhooks/validate', url === '' ? {} : { url });
    validation.value = verdict.ok
      ? { state: 'valid', url, text: `Valid: answered correctly after ${durationText(verdict.ms)}.` }
      : { state: 'invalid', url, text: verdict.message };
    if (verdict.ok) rememberUrl(url);
  } catch (error) {
    validation.value = { state: 'invalid', url, text: sentenceOf(error) };
  }
}

/** The field for the webhook URL, its button and the verdict. */
export function WebhookUrlField() {
  const placeholder = server.value?.webhookUrl ?? 'http://localhost:8000/webhook';
  return (
    <div class="webhook">
      <div class="row-fields">
        <TextField
          label="Webhook URL"
          type="url"
          value={webhookUrl.value}
          placeholder={placeholder}
          enter={validate}
          change={(value) => {
            webhookUrl.value = value;
          }}
        />
        <Button run={validate}>Validate</Button>
        <RecentUrls />
      </div>
      <Sentence />
    </div>
  );
}

/** A choice of recent URLs. The field itself stays a plain text field, which has no list. */
function RecentUrls() {
  const urls = recentUrls.value;
  return (
    <Choice
      label="Recent"
      value={urls.includes(webhookUrl.value) ? webhookUrl.value : ''}
      disabled={urls.length === 0}
      change={(value) => {
        if (value !== '') webhookUrl.value = value;
      }}
      options={[['', urls.length === 0 ? 'none' : 'choose'], ...urls.map((url) => [url, url] as const)]}
    />
  );
}

/** The result for the URL that is typed now, or what happens without one. */
function Sentence() {
  const { value } = validation;
  const isOfUrl = value.state !== 'unknown' && value.url === webhookUrl.value.trim();
  return (
    <p class={`verdict ${isOfUrl ? value.state : 'unknown'}`} role="status">
      {value.state !== 'asking' && isOfUrl ? value.text : unknownText()}
    </p>
  );
}

function unknownText(): string {
  if (validation.value.state === 'asking') return 'Sending endpoint.url_validation …';
  const url = webhookUrl.value.trim();
  if (url === '' && server.value?.webhookUrl == null) {
    return 'Without a URL no webhook is sent: this page can receive the stream itself.';
  }
  return 'Not validated. Meetings start all the same.';
}
