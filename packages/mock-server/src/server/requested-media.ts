/** Media that the request of a meeting or its scenario names. */
import { cut } from '../input/cut.js';
import { OptionError } from '../input/option-error.js';
import { builtInConversation } from '../media/sources/built-in/built-in-conversation.js';
import { isConversationName } from '../media/sources/built-in/conversations.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { mediaChoiceOf, type OpenMedia } from '../media/sources/open-media.js';
import { ScenarioError } from '../scenarios/choose.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { MeetingRequest } from './meeting-input.js';

/**
 * Opens the media that the request names, else the scenario. Resolves with `undefined` if neither names any.
 *
 * @param openMedia opens recordings; `undefined` if this server opens no files. Built-in conversations need none.
 * @throws {OptionError} or {ScenarioError} for a recording that cannot be opened without `openMedia`
 */
export async function requestedMedia(
  input: MeetingRequest,
  scenario: Scenario,
  openMedia: OpenMedia | undefined,
): Promise<MediaSource | undefined> {
  if (typeof input.media === 'object') return input.media;
  const requested = input.media ?? mediaChoiceOf(input.participants ?? [], undefined);
  const participants = input.participants ? [] : (scenario.participants ?? []);
  const choice = requested ?? mediaChoiceOf(participants, scenario.media);
  if (choice === undefined) return undefined;
  if (typeof choice === 'string' && isConversationName(choice)) {
    // The conversation shows the names in its frames.
    const invited = input.participants ?? scenario.participants ?? [];
    return builtInConversation({ conversation: choice, participants: invited });
  }
  if (openMedia) return openMedia(choice);
  const named =
    typeof choice === 'string'
      ? choice
      : choice.flatMap(({ media, share }) => media ?? share ?? []).join(', ');
  const message = `media names ${cut(named)}, and this server opens no files; start it with rtms-mock, or set the option openMedia.`;
  if (requested === undefined) throw new ScenarioError('invalid-scenario', message);
  throw new OptionError('invalid-option', 'media', message);
}
