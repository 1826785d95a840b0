/** A form for any step, made from the server's own list. */
import { computed, signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { MessageType } from '@rtms-mock/protocol';
import type { FieldSchema, StepDescription, StepField, StepList } from '../api/bodies.js';
import { read } from '../api/http.js';
import { selected } from '../state/meetings.js';
import { Choice, TextField } from '../ui/controls.js';
import { formOf, valueOf } from './field-form.js';

/** Every step of the server. */
export const steps = signal<readonly StepDescription[]>([]);
const chosenName = signal('close-socket');
/** Values as typed, by step and field. */
const typed = signal<{ readonly [stepAndField: string]: string }>({});

/** Reads the list of steps. */
export async function loadSteps(): Promise<void> {
  steps.value = (await read<StepList>('api/steps')).steps;
}

/** The chosen kind of step. */
export const chosenStep = computed(
  () => steps.value.find(({ name }) => name === chosenName.value) ?? steps.value[0],
);

/** The step as the form says. Throws a sentence for a value that cannot be read. */
export function stepFromForm(): { readonly [key: string]: unknown } {
  const step = chosenStep.value;
  if (step === undefined) throw new Error('The list of steps has not been read yet.');
  const fields = step.fields.map((field) => [field.name, valueOf(field, textOf(step, field))] as const);
  return {
    [step.isFault ? 'fault' : 'do']: step.name,
    ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
  };
}

function keyOf(step: StepDescription, field: StepField): string {
  return `${step.name} ${field.name}`;
}

function textOf(step: StepDescription, field: StepField): string {
  return typed.value[keyOf(step, field)] ?? '';
}

/** Choice of a step, and its fields. */
export function StepForm() {
  const step = chosenStep.value;
  return (
    <div class="step-form">
      <StepChoice />
      <p class="hint">{step?.summary ?? 'Reading the list of steps …'}</p>
      <div class="fields">
        {step?.fields.map((field) => (
          <Field key={keyOf(step, field)} step={step} field={field} />
        ))}
      </div>
    </div>
  );
}

function StepChoice() {
  const id = useId();
  const groups = [
    ['Faults', steps.value.filter(({ isFault }) => isFault)],
    ['Steps', steps.value.filter(({ isFault }) => !isFault)],
  ] as const;
  return (
    <div class="field">
      <label for={id}>Step or fault</label>
      <select
        id={id}
        value={chosenStep.value?.name ?? ''}
        onChange={({ currentTarget }) => {
          chosenName.value = currentTarget.value;
        }}
      >
        {groups.map(([label, members]) => (
          <optgroup key={label} label={label}>
            {members.map(({ name }) => (
              <option key={name} value={name} selected={name === chosenStep.value?.name}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function Field({ step, field }: { readonly step: StepDescription; readonly field: StepField }) {
  const { name, schema, required, description, accepts } = field;
  const label = required ? `${name} (required)` : name;
  const common = {
    label,
    value: textOf(step, field),
    change: (value: string) => {
      typed.value = { ...typed.value, [keyOf(step, field)]: value };
    },
  };
  const defaultText = field.default === undefined ? '' : `default: ${field.default}`;
  switch (formOf(schema)) {
    case 'choice': {
      const values = schema.type === 'boolean' ? ['true', 'false'] : (schema.enum ?? []).map(String);
      const none = required ? 'choose' : defaultText;
      const options = [['', none], ...values.map((value) => [value, value])] as [string, string][];
      return <Choice {...common} options={options} hint={description} />;
    }
    case 'object':
      return <JsonField {...common} hint={description} />;
    default: {
      const type = formOf(schema) === 'number' ? 'number' : 'text';
      // "A string" and "a whole number" go without saying.
      const isSpecial = schema.format !== undefined || schema.anyOf !== undefined;
      const hint = isSpecial ? `${description} Takes ${accepts}.` : description;
      return (
        <TextField {...common} type={type} placeholder={defaultText} offers={offersOf(schema)} hint={hint} />
      );
    }
  }
}

function JsonField(props: {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint: string;
}) {
  const id = useId();
  return (
    <div class="field wide">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        rows={4}
        spellcheck={false}
        placeholder='{"msg_type": 6}'
        value={props.value}
        onInput={({ currentTarget }) => props.change(currentTarget.value)}
      />
      <small class="hint">{props.hint}</small>
    </div>
  );
}

const TYPE_NAMES = Object.keys(MessageType).filter((name) => name !== 'UNDEFINED');

/** Values that the browser offers while typing. */
function offersOf(schema: FieldSchema): readonly string[] | undefined {
  const formats = [schema.format, ...(schema.anyOf ?? []).map(({ format }) => format)];
  if (formats.includes('participant')) return selected.value?.people.map(({ name }) => name) ?? [];
  if (formats.includes('message-type')) return TYPE_NAMES;
  if (formats.includes('duration')) return ['500ms', '2s', '10s', '1m'];
  const values = (schema.anyOf ?? []).flatMap(({ enum: members }) => members ?? []);
  return values.length > 0 ? values.map(String) : undefined;
}
