import { signal } from '@preact/signals';
import { sentenceOf } from '../api/http.js';

/** A sentence for the person in front of the page. */
export interface Notice {
  readonly kind: 'problem' | 'success';
  readonly text: string;
}

/** Time for which a success is shown, in milliseconds. */
const SUCCESS_MS = 5000;

/** The newest notice; `undefined` when it has been dismissed. */
export const notice = signal<Notice | undefined>(undefined);

/** Shows what went wrong, as one sentence. */
export function problem(error: unknown): void {
  notice.value = { kind: 'problem', text: sentenceOf(error) };
}

/** Shows what was done. */
export function success(text: string): void {
  const shown: Notice = { kind: 'success', text };
  notice.value = shown;
  setTimeout(() => {
    if (notice.value === shown) notice.value = undefined;
  }, SUCCESS_MS);
}

/** The newest notice, announced by screen readers. */
export function NoticeBar() {
  const { value } = notice;
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {value !== undefined && (
        <div class={`notice ${value.kind}`}>
          <span>{value.text}</span>
          <button
            type="button"
            class="button small ghost"
            onClick={() => {
              notice.value = undefined;
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
