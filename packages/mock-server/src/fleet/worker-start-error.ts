/** A worker cannot start. The message is one sentence without a full stop. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  /** The options are the reason. */
  readonly isUsage: boolean;

  constructor(message: string, isUsage: boolean) {
    super(message);
    this.isUsage = isUsage;
  }
}
