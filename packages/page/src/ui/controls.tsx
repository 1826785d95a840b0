import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { problem } from './notice.js';

/** Props of {@link Button}. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  /** Runs when pressed. What it throws is shown as a sentence. */
  readonly run: () => unknown;
  readonly disabled?: boolean;
  /** Main action of its region, or one that ends something. */
  readonly kind?: 'primary' | 'danger' | 'small' | 'ghost' | undefined;
  /** Accessible name, if it is longer than the visible one, which it must contain. */
  readonly label?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly title?: string;
}

/** A button that is busy while its action runs. */
export function Button({ children, run, disabled, kind, label, pressed, expanded, title }: ButtonProps) {
  const isBusy = useSignal(false);
  const press = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await run();
    } catch (error) {
      problem(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <button
      type="button"
      class={`button ${kind ?? ''}`}
      disabled={disabled === true}
      aria-busy={isBusy.value}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      title={title}
      onClick={() => void press()}
    >
      {children}
    </button>
  );
}

/** Props of {@link TextField}. */
export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly placeholder?: string;
  readonly type?: 'text' | 'url' | 'search' | 'number';
  /** Values that the browser offers. */
  readonly offers?: readonly string[] | undefined;
  /** Runs when Enter is pressed. */
  readonly enter?: () => unknown;
  /** The label is for screen readers only; the place tells others what the field is. */
  readonly hideLabel?: boolean;
  readonly hint?: string;
  readonly disabled?: boolean;
}

/** A line of text with its label. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    change,
    placeholder,
    type = 'text',
    offers,
    enter,
    hideLabel,
    hint,
    disabled,
  } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hideLabel === true ? 'visually-hidden' : ''}>
        {label}
      </label>
      <input
        id={id}
        type={type}
        value={value}
        placeholder={placeholder}
        list={offers === undefined ? undefined : `${id}-offers`}
        autocomplete="off"
        spellcheck={false}
        disabled={disabled === true}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={({ currentTarget }) => change(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') void enter?.();
        }}
      />
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
      {offers !== undefined && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </div>
  );
}

/** Props of {@link Choice}. */
export interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  /** Values with their names. */
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
  readonly hint?: string;
}

/** A choice from a list. */
export function Choice({ label, value, change, options, hideLabel, disabled, hint }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hideLabel === true ? 'visually-hidden' : ''}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled === true}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option} selected={option === value}>
            {name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

/** Props of {@link Tick}. */
export interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  readonly change: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** A box to tick. */
export function Tick({ label, checked, change, disabled }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled === true}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** Copies a text and says so. */
export function CopyButton({
  text,
  label = 'Copy',
}: {
  readonly text: () => string;
  readonly label?: string;
}) {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await copyText(text());
    isCopied.value = true;
    setTimeout(() => {
      isCopied.value = false;
    }, 1500);
  };
  return (
    <Button kind="small" run={copy}>
      {isCopied.value ? 'Copied' : label}
    </Button>
  );
}

async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as Partial<Navigator>;
  if (clipboard === undefined) {
    throw new Error(
      'Browsers let only secure pages copy. Open this page as http://localhost, or select the text.',
    );
  }
  await clipboard.writeText(text);
}
