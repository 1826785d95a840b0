/** Arguments of ffmpeg for one conversion. */

/** One conversion by ffmpeg. */
export interface Recipe {
  /** Extension of the prepared file, which tells how to find its frames or packets. */
  readonly extension: string;
  /** Target format, for messages: `H.264 1280x720 25 fps`. */
  readonly label: string;
  /** Encoders of which ffmpeg needs one, best first; `undefined` where every build of ffmpeg has one. */
  readonly encoders?: readonly string[];
  /** Returns the arguments of ffmpeg, up to the name of the output. */
  arguments(encoder: string | undefined): string[];
}

/** Flags by name, without the leading dash. */
export type Flags = Readonly<Record<string, string | number>>;

/** Returns flags as arguments: `{ f: 'h264' }` becomes `-f h264`. */
export function flags(values: Flags): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`-${name}`, `${value}`]);
}
