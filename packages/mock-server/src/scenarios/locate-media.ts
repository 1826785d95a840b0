import { isObject } from '../input/kinds.js';

/**
 * Copies the data of a scenario with `locate` applied to each path of a recording. Works on data that has not been
 * checked, so that the scenario read from it and the data itself name the same files.
 */
export function withLocatedMedia(data: unknown, locate: (path: string) => string): unknown {
  if (!isObject(data)) return data;
  const { media, participants } = data;
  return {
    ...data,
    ...(media !== undefined && { media: located(media, locate) }),
    ...(Array.isArray(participants) && {
      participants: participants.map((participant: unknown) =>
        isObject(participant)
          ? {
              ...participant,
              ...(participant['media'] !== undefined && { media: located(participant['media'], locate) }),
              ...(participant['share'] !== undefined && { share: located(participant['share'], locate) }),
            }
          : participant,
      ),
    }),
  };
}

/** Everything that cannot be a path stays as it is, for the reader to report. */
function located(path: unknown, locate: (path: string) => string): unknown {
  return typeof path === 'string' && path.trim() !== '' ? locate(path) : path;
}
