import { Region } from '../ui/region.js';
import { timeOfDay } from '../ui/words.js';
import { webhooks } from './received.js';

/** Webhooks that are in the document. */
const MAX_SHOWN = 100;

/** Webhooks as they were received, the newest first. */
export function WebhooksRegion() {
  const list = webhooks.value;
  return (
    <Region name="Webhooks">
      {list.length === 0 && <p class="hint empty">No webhook has arrived yet.</p>}
      <ul class="webhooks">
        {list
          .slice(-MAX_SHOWN)
          .toReversed()
          .map(({ seq, atMs, event, body }) => (
            <li key={seq}>
              <details>
                <summary>
                  <span class="cell-time">{timeOfDay(atMs).slice(0, 8)}</span> <strong>{event}</strong>
                </summary>
                <pre class="code" tabIndex={0} role="group" aria-label={`Body of ${event}`}>
                  {body}
                </pre>
              </details>
            </li>
          ))}
      </ul>
    </Region>
  );
}
