import rtms from '@rtms-mock/client';

/** Ids and URLs of a stream. */
export interface Stream {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
}

/** Joins a stream with the client of this repository, and keeps the PCM of each speaker and all transcript lines. */
export class SpeechRecorder implements AsyncDisposable {
  readonly #client = new rtms.Client();
  readonly #packets = new Map<string, Buffer[]>();
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor() {
    this.#client.setAudioParams({
      contentType: rtms.AudioContentType.RAW_AUDIO,
      codec: rtms.AudioCodec.L16,
      sampleRate: rtms.AudioSampleRate.SR_16K,
      channel: rtms.AudioChannel.MONO,
      dataOpt: rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
      duration: 20,
      frameSize: 320,
    });
    this.#client.onAudioData((pcm, _size, _timestamp, { userName }) => {
      const packets = this.#packets.get(userName) ?? [];
      packets.push(Buffer.from(pcm));
      this.#packets.set(userName, packets);
    });
    this.#client.onTranscriptData((text, _size, _timestamp, { userName }) => {
      this.#lines.push(`${userName}: ${text.toString()}`);
      for (const resolve of this.#waiting) resolve();
    });
  }

  static async join(
    stream: Stream,
    app: { readonly clientId: string; readonly clientSecret: string },
  ): Promise<SpeechRecorder> {
    const recorder = new SpeechRecorder();
    await new Promise<void>((resolve, reject) => {
      recorder.#client.onJoinConfirm((status) => {
        if (status === 0) resolve();
        else reject(new Error(`could not join: ${status}`));
      });
      recorder.#client.join({
        meeting_uuid: stream.meetingUuid,
        rtms_stream_id: stream.streamId,
        server_urls: stream.serverUrls,
        client: app.clientId,
        secret: app.clientSecret,
      });
    });
    return recorder;
  }

  /** All audio of one speaker so far: 16-bit little-endian, 16 kHz, mono. */
  pcm(userName: string): Buffer {
    return Buffer.concat(this.#packets.get(userName) ?? []);
  }

  /** Waits for `count` transcript lines and returns them. */
  async transcript(count: number): Promise<string[]> {
    while (this.#lines.length < count) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
    return this.#lines.slice(0, count);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.leave();
    return Promise.resolve();
  }
}
