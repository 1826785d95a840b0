import { Choice } from './controls.js';
import { themeChoice } from './theme.js';

/** Chooses the theme. */
export function ThemeChoiceField() {
  return (
    <Choice
      label="Theme"
      hideLabel
      value={themeChoice.value}
      change={(value) => {
        themeChoice.value = value === 'light' || value === 'dark' ? value : 'system';
      }}
      options={[
        ['system', 'system theme'],
        ['light', 'light'],
        ['dark', 'dark'],
      ]}
    />
  );
}
