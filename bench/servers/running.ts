/** A server of this folder that listens. */
export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}
