/** Names that are accepted wherever a recording is: built-in conversations and test signals. */
import { resolve } from 'node:path';
import { isConversationName } from './built-in/conversations.js';
import { isSignalName } from './signal-name.js';

/** Returns true for the name of a built-in conversation or test signal. A file with such a name is written `./noise`. */
export function isMediaName(name: string): boolean {
  return isSignalName(name) || isConversationName(name);
}

/** Resolves the path of a recording against a folder. Returns a name unchanged. */
export function locateMedia(folder: string, choice: string): string {
  return isMediaName(choice) ? choice : resolve(folder, choice);
}
