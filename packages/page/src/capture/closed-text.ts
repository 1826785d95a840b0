/** Why the connection of a participant was closed, as a sentence. */
export function closedText(code: number, reason: string): string {
  switch (code) {
    case 1000:
      return reason === '' || reason === 'Left the meeting' ? 'You have left the meeting.' : `${reason}.`;
    case 1006:
      return 'The connection to the meeting was lost.';
    default:
      return `The meeting closed the connection with ${code}${reason === '' ? '' : `: ${reason}`}.`;
  }
}
