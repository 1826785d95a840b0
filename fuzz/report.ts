/** What a run prints: its progress, failures and the final table. */
import type { Counts, Failure, TargetName } from './targets/round.js';
import type { FuzzState } from './state.js';

/** Max length of a message in the report; the state file has all of it. */
const MAX_MESSAGE_LENGTH = 2000;

/** A line about a running round, for a terminal or a log. */
export function progressLine(
  target: TargetName,
  round: number,
  { messages, rejects, closes }: Counts,
  secondsLeft: number,
): string {
  return `${target} round ${round}: ${count(messages)} messages, ${count(rejects)} rejected, ${count(closes)} closed by the peer, ${secondsLeft} s left`;
}

/** A failure with everything that is needed to repeat it. */
export function failureText(failure: Failure, seed: number): string {
  const { kind, target, place, summary, evidence, message } = failure;
  const lines = [
    `FAILURE ${kind}: ${summary}`,
    `  repeat: pnpm fuzz --seed ${seed} --replay ${target}/${place}`,
  ];
  if (message !== undefined) {
    lines.push(`  smallest message, ${message.length} characters: ${abbreviated(message)}`);
  }
  if (evidence !== undefined) lines.push(evidence.replaceAll(/^/gm, '    '));
  return lines.join('\n');
}

/** A message in which repetitions are counted: `[` and `(× 2800)` in place of 2,800 brackets. */
export function abbreviated(message: string): string {
  const short = message.replaceAll(
    /(.{1,24}?)\1{19,}/gs,
    (run, unit: string) => `${unit}(× ${run.length / unit.length})`,
  );
  const rest = short.length - MAX_MESSAGE_LENGTH;
  return rest > 0 ? `${short.slice(0, MAX_MESSAGE_LENGTH)}… (${rest} more characters)` : short;
}

/** The final table. */
export function tableOf(state: FuzzState, targets: readonly TargetName[]): string {
  const rows = [
    [
      '',
      'messages',
      'rejected',
      'closed',
      'failures',
      'neighbour',
      'late p99/max',
      'heap MB',
      'max rss',
      'log',
    ],
    ...targets.map((target) => {
      const total = state.targets[target];
      const hasNeighbour = total.packetsExpected > 0;
      return [
        target,
        count(total.messages),
        count(total.rejects),
        count(total.closes),
        String(total.failures),
        hasNeighbour ? `${count(total.packetsReceived)} of ${count(total.packetsExpected)}` : '–',
        hasNeighbour ? `${total.latenessP99Ms} / ${total.latenessMaxMs} ms` : '–',
        `${total.heapBeforeMb} → ${total.heapAfterMb}`,
        `${total.peakRssMb} MB`,
        `${Math.round(total.logBytes / 1e6)} MB`,
      ];
    }),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
