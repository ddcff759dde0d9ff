/** What became of one touchpoint. */
export interface Outcome {
  readonly messageId: string;
  readonly status: "RECORDED" | "DUPLICATE" | "QUARANTINED";
  readonly touchpointId?: string;
  readonly customerId?: string;
  readonly reasons: readonly string[];
}

export const quarantined = (messageId: string, reasons: readonly string[]): Outcome => ({
  messageId,
  status: "QUARANTINED",
  reasons,
});
