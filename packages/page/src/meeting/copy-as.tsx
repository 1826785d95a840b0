import { signal } from '@preact/signals';
import { BASE } from '../api/http.js';
import { codeFor, lastAction, type CopyLanguage } from '../api/last-action.js';
import { Choice, CopyButton } from '../ui/controls.js';

const LANGUAGES = ['curl', 'TypeScript', 'Python'] as const satisfies readonly CopyLanguage[];
const language = signal<CopyLanguage>('curl');

/** Code that does what was done last on this page. */
export function CopyAs() {
  const code = lastAction.value && codeFor(language.value, lastAction.value, BASE.href);
  return (
    <div class="copy-as">
      <div class="row-fields">
        <Choice
          label="Last action as"
          value={language.value}
          options={LANGUAGES.map((name) => [name, name] as const)}
          change={(value) => {
            language.value = LANGUAGES.find((name) => name === value) ?? 'curl';
          }}
        />
        <CopyButton text={() => code ?? ''} label="Copy code" />
      </div>
      <pre class="code" tabIndex={0} aria-label="Code of the last action">
        {code ?? 'What you do on this page appears here as code.'}
      </pre>
    </div>
  );
}
