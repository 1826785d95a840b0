import { stringKind, type Kind } from '../input/kinds.js';
import { bad, good } from '../input/reading.js';

/** A file that receives the result of a run. */
export interface ReportFile<F extends string> {
  readonly format: F;
  /** Path, relative to the working directory or absolute. */
  readonly file: string;
}

/** One report file in one of the formats: `json=report.json`. */
export function reportFile<F extends string>(formats: readonly F[]): Kind<ReportFile<F>> {
  const forms = formats.map((format) => `${format}=FILE`);
  const form = `${forms.slice(0, -1).join(', ')} or ${forms.at(-1) ?? ''}`;
  return stringKind(
    form,
    (text) => {
      const [, name = '', file = ''] = /^([a-z]+)=(.+)$/.exec(text.trim()) ?? [];
      const format = formats.find((one) => one === name);
      return format === undefined
        ? bad(`must be ${form}, found ${JSON.stringify(text)}`)
        : good({ format, file });
    },
    'FORMAT=FILE',
  );
}
