import { RtmsError } from '../errors.js';
import { LogLevel, processLogger } from '../logger.js';
import { ClientStreams } from './client-streams.js';
import {
  checkAudioParams,
  checkTranscriptParams,
  checkVideoParams,
  type AudioParams,
  type ClientParams,
  type DeskshareParams,
  type TranscriptParams,
  type VideoParams,
} from './params.js';

/** Removed method names that were warned about: once per process. */
const warnedNames = new Set<string>();

/** The part of a client that sets the parameters of media, under their names in the SDK and under removed ones. */
export abstract class ClientMediaParams extends ClientStreams {
  /** The parameters that were set. A later join uses them. */
  protected readonly params: ClientParams = {};
  readonly #isStrict: boolean;

  /** `isStrict`: throws where the client otherwise only warns. */
  protected constructor(isStrict: boolean) {
    super();
    this.#isStrict = isStrict;
  }

  /**
   * Sets the parameters of audio from the next join on. Absent ones have the defaults.
   * @throws RtmsError `invalid-params` if a value is unknown or conflicts with another one; with `strict` also
   * if the SDK would refuse it.
   * @throws TypeError if the argument is not an object.
   */
  setAudioParams(params: AudioParams): boolean {
    const warning = checkAudioParams(objectArgument('setAudioParams', params));
    if (warning !== undefined) {
      if (this.#isStrict) throw new RtmsError('invalid-params', warning);
      warn(warning);
    }
    this.params.audio = { ...params };
    return true;
  }

  /**
   * Sets the parameters of video from the next join on. Absent ones have the defaults.
   * @throws RtmsError `invalid-params` if a value is unknown or `fps` is out of range.
   * @throws TypeError if the argument is not an object.
   */
  setVideoParams(params: VideoParams): boolean {
    checkVideoParams('video', objectArgument('setVideoParams', params));
    this.params.video = { ...params };
    return true;
  }

  /**
   * Sets the parameters of screen share from the next join on. Absent ones have the defaults.
   * @throws RtmsError `invalid-params` if a value is unknown or `fps` is out of range.
   * @throws TypeError if the argument is not an object.
   */
  setDeskshareParams(params: DeskshareParams): boolean {
    checkVideoParams('deskshare', objectArgument('setDeskshareParams', params));
    this.params.deskshare = { ...params };
    return true;
  }

  /**
   * Sets the parameters of transcripts from the next join on. Absent ones have the defaults.
   * @throws RtmsError `invalid-params` if the language is unknown.
   * @throws TypeError if the argument is not an object.
   */
  setTranscriptParams(params: TranscriptParams): boolean {
    checkTranscriptParams(objectArgument('setTranscriptParams', params));
    this.params.transcript = { ...params };
    return true;
  }

  /**
   * @deprecated Removed from the SDK: call `setAudioParams`.
   * @throws RtmsError `removed-name` with the option `strict`.
   */
  setAudioParameters(params: AudioParams): boolean {
    this.#removedName('setAudioParameters', 'setAudioParams');
    return this.setAudioParams(params);
  }

  /**
   * @deprecated Removed from the SDK: call `setVideoParams`.
   * @throws RtmsError `removed-name` with the option `strict`.
   */
  setVideoParameters(params: VideoParams): boolean {
    this.#removedName('setVideoParameters', 'setVideoParams');
    return this.setVideoParams(params);
  }

  #removedName(removed: string, current: string): void {
    const message = `${removed} was removed from the SDK: call ${current}`;
    if (this.#isStrict) throw new RtmsError('removed-name', message);
    if (warnedNames.has(removed)) return;
    warnedNames.add(removed);
    warn(message);
  }
}

function warn(message: string): void {
  processLogger.log(LogLevel.WARN, 'client', message);
}

function objectArgument<Params>(name: string, params: Params): Params {
  if (typeof params === 'object' && params !== null) return params;
  throw new TypeError(`${name} needs an object, found ${params === null ? 'null' : typeof params}`);
}
