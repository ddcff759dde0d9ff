/** What became of one touchpoint. */
export interface Outcome {
  readonly messageId: string;
  readonly status: "RECORDED" | "DUPLICATE" | "QUARANTINED" | "SUPPRESSED";
  readonly touchpointId?: string;
  readonly customerId?: string;
  readonly reasons: readonly string[];
}

/** Not stored, and no error. */
export const suppressed = (messageId: string): Outcome => ({ messageId, status: "SUPPRESSED", reasons: [] });

export const quarantined = (messageId: string, reasons: readonly string[]): Outcome => ({
  messageId,
  status: "QUARANTINED",
  reasons,
});
