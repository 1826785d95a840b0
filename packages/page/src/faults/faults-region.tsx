import { computed, effect, signal } from '@preact/signals';
import type { StepDone } from '../api/bodies.js';
import { sentenceOf } from '../api/http.js';
import { actOnStream, selected } from '../state/meetings.js';
import { Button, TextField } from '../ui/controls.js';
import { Region } from '../ui/region.js';
import { canPerform } from './after-the-end.js';
import { chosenStep, StepForm, stepFromForm } from './step-form.js';
import { TimelineEditor } from './timeline-editor.js';

/** Effect of the newest step, in the server's words. */
const outcome = signal<{ readonly isGood: boolean; readonly text: string } | undefined>(undefined);

/** A step that is being repeated. */
interface Repetition {
  readonly name: string;
  readonly done: number;
  readonly timer: ReturnType<typeof setInterval>;
}
const repetition = signal<Repetition | undefined>(undefined);
const everySeconds = signal('5');
const repeatTimes = signal('');

async function perform(): Promise<void> {
  try {
    const { explanation } = await actOnStream<StepDone>('steps', stepFromForm());
    outcome.value = { isGood: true, text: explanation };
  } catch (error) {
    outcome.value = { isGood: false, text: sentenceOf(error) };
  }
}

function stopRepeating(): void {
  clearInterval(repetition.value?.timer);
  repetition.value = undefined;
}

async function repeat(): Promise<void> {
  stopRepeating();
  const seconds = Number(everySeconds.value);
  if (!(seconds >= 0.1)) throw new Error('The time between two repetitions must be 0.1 s or more.');
  const times = repeatTimes.value.trim() === '' ? Infinity : Number(repeatTimes.value);
  const step = stepFromForm();
  const once = async (): Promise<void> => {
    try {
      const { explanation } = await actOnStream<StepDone>('steps', step);
      outcome.value = { isGood: true, text: explanation };
    } catch (error) {
      outcome.value = { isGood: false, text: sentenceOf(error) };
    }
    const { value } = repetition;
    if (value === undefined) return;
    if (value.done + 1 >= times) stopRepeating();
    else repetition.value = { ...value, done: value.done + 1 };
  };
  const timer = setInterval(() => void once(), seconds * 1000);
  repetition.value = { name: String(step['fault'] ?? step['do']), done: 0, timer };
  await once();
}

/** True while the chosen step can have no effect: there is no meeting, or it has ended. */
const isOff = computed(() => !canPerform(chosenStep.value?.name, selected.value));

effect(() => {
  const { value } = repetition;
  if (value !== undefined && !canPerform(value.name, selected.value)) stopRepeating();
});

/** Every step and fault of the server, now or on a timeline. */
export function FaultsRegion() {
  const running = repetition.value;
  return (
    <Region name="Faults">
      <StepForm />
      <div class="buttons">
        <Button kind="primary" disabled={isOff.value} run={perform}>
          Perform now
        </Button>
      </div>
      {selected.value?.meetingEnded === true && (
        <p class="hint">The meeting has ended: only steps about webhooks and secrets still have an effect.</p>
      )}
      <div class="row-fields">
        <TextField
          label="Every (s)"
          type="number"
          value={everySeconds.value}
          change={(value) => void (everySeconds.value = value)}
        />
        <TextField
          label="Times"
          type="number"
          value={repeatTimes.value}
          placeholder="no limit"
          change={(value) => void (repeatTimes.value = value)}
        />
        <Button disabled={isOff.value || running !== undefined} run={repeat}>
          Repeat
        </Button>
        <Button disabled={running === undefined} run={stopRepeating}>
          Stop repeating
        </Button>
      </div>
      <p class={`report ${outcome.value?.isGood === false ? 'bad' : 'good'}`} role="status">
        {running !== undefined && `${running.name} is repeated (${running.done} so far). `}
        {outcome.value?.text ?? ''}
      </p>
      <TimelineEditor />
    </Region>
  );
}
