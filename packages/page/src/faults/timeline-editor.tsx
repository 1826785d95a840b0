import { effect, signal } from '@preact/signals';
import { call, sentenceOf } from '../api/http.js';
import { Button, Choice, TextField } from '../ui/controls.js';
import { chooseFile } from '../ui/choose-file.js';
import { downloadText } from '../ui/download.js';
import { success } from '../ui/notice.js';
import { stepFromForm } from './step-form.js';
import { CONDITIONS, stepText, timeText } from './timeline-text.js';
import {
  loadTimeline,
  moveEntry,
  removeEntry,
  timeline,
  timelineName,
  timelineScenario,
  type ScenarioFile,
} from './timeline.js';

const moment = signal<'at' | 'after' | 'on'>('at');
const time = signal('10s');
const condition = signal('ready');
const every = signal('');
const repeatTimes = signal('');

/** Answer of `POST /api/scenarios/check`. */
type Check =
  | { readonly ok: true; readonly timeline: readonly string[]; readonly scenario?: ScenarioFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The server's check of the timeline. */
const check = signal<Check | undefined>(undefined);

const CHECK_DELAY_MS = 300;

effect(() => {
  const scenario = timelineScenario.value;
  if (scenario.timeline.length === 0) {
    check.value = undefined;
    return undefined;
  }
  const timer = setTimeout(() => void ask({ scenario }), CHECK_DELAY_MS);
  return () => clearTimeout(timer);
});

async function ask(body: object): Promise<Check> {
  try {
    check.value = await call<Check>({ method: 'POST', path: 'api/scenarios/check', body });
  } catch (error) {
    check.value = { ok: false, problems: [sentenceOf(error)] };
  }
  return check.value;
}

function add(): void {
  const timing = {
    ...(moment.value === 'on' ? { on: condition.value } : { [moment.value]: time.value }),
    ...(every.value.trim() !== '' && { every: every.value.trim() }),
    ...(every.value.trim() !== '' &&
      repeatTimes.value.trim() !== '' && { repeat: Number(repeatTimes.value) }),
  };
  timeline.value = [...timeline.value, { ...timing, ...stepFromForm() }];
}

function save(): void {
  const name = timelineName.value.replaceAll(/[^\w.-]+/g, '-') || 'scenario';
  downloadText(`${name}.json`, `${JSON.stringify(timelineScenario.value, null, 2)}\n`, 'application/json');
}

async function load(file: File): Promise<void> {
  const answer = await ask({ text: await file.text() });
  if (!answer.ok) throw new Error(`${file.name} is no scenario: ${answer.problems.join(' ')}`);
  if (answer.scenario === undefined) throw new Error('This server returns no content of scenario files.');
  loadTimeline(answer.scenario);
  success(`${file.name} is loaded. Choose “timeline of region Faults” as the scenario of a new meeting.`);
}

/** The timeline: its entries, and saving and loading it as a scenario file. */
export function TimelineEditor() {
  return (
    <div class="timeline">
      <h3>Timeline</h3>
      <TimingFields />
      <Entries />
      <div class="row-fields">
        <TextField
          label="Name of the scenario"
          value={timelineName.value}
          change={(value) => void (timelineName.value = value)}
        />
        <Button disabled={timeline.value.length === 0} run={save}>
          Save as file
        </Button>
        <LoadButton />
        <Button
          disabled={timeline.value.length === 0}
          run={() => {
            timeline.value = [];
          }}
        >
          Clear timeline
        </Button>
      </div>
    </div>
  );
}

function TimingFields() {
  return (
    <div class="row-fields">
      <Choice
        label="When"
        value={moment.value}
        change={(value) => {
          moment.value = value === 'after' || value === 'on' ? value : 'at';
        }}
        options={[
          ['at', 'at a time of the meeting'],
          ['after', 'after the entry above'],
          ['on', 'when this happens'],
        ]}
      />
      {moment.value === 'on' ? (
        <Choice
          label="Condition"
          value={condition.value}
          change={(value) => void (condition.value = value)}
          options={CONDITIONS.map((name) => [name, name] as const)}
        />
      ) : (
        <TextField
          label="Time"
          value={time.value}
          change={(value) => void (time.value = value)}
          placeholder="10s"
        />
      )}
      <TextField
        label="Repeat every"
        value={every.value}
        placeholder="once"
        change={(value) => void (every.value = value)}
      />
      <TextField
        label="Repetitions"
        type="number"
        value={repeatTimes.value}
        placeholder="no limit"
        change={(value) => void (repeatTimes.value = value)}
      />
      <Button run={add}>Add to timeline</Button>
    </div>
  );
}

function Entries() {
  const answer = check.value;
  return (
    <>
      <ol class="entries">
        {timeline.value.length === 0 && (
          <li class="hint none">Nothing yet: fill in the form above, then add it.</li>
        )}
        {timeline.value.map((entry, index) => (
          <li key={index}>
            <span class="entry-text">
              <strong>{timeText(entry)}</strong> <code>{stepText(entry)}</code>
              {answer?.ok === true && <small class="hint">{answer.timeline[index]}</small>}
            </span>
            <Button
              kind="small"
              disabled={index === 0}
              label={`Up: entry ${index + 1}`}
              run={() => moveEntry(index, -1)}
            >
              Up
            </Button>
            <Button kind="small" label={`Remove: entry ${index + 1}`} run={() => removeEntry(index)}>
              Remove
            </Button>
          </li>
        ))}
      </ol>
      {answer?.ok === false && <p class="report bad">{answer.problems.join(' ')}</p>}
    </>
  );
}

function LoadButton() {
  return <Button run={() => chooseFile('.json,.yaml,.yml', load)}>Load a file</Button>;
}
