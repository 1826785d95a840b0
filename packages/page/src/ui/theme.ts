import { computed, effect, signal } from '@preact/signals';
import { stored } from './stored.js';

/** The person's choice. */
export type ThemeChoice = 'system' | 'light' | 'dark';

function isChoice(value: unknown): value is ThemeChoice {
  return value === 'system' || value === 'light' || value === 'dark';
}

/** Light, dark, or as the system says. */
export const themeChoice = stored<ThemeChoice>('theme', 'system', isChoice);

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<'light' | 'dark'>(systemIsDark.matches ? 'dark' : 'light');
systemIsDark.addEventListener('change', ({ matches }) => {
  system.value = matches ? 'dark' : 'light';
});

/** The theme that is shown. */
export const theme = computed(() => (themeChoice.value === 'system' ? system.value : themeChoice.value));

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});
