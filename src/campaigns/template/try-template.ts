import type { MessageTemplate, TemplateFault } from "./check-template.ts";
import { TRIAL } from "./limits.ts";
import { compile, type Message, TemplateFailure } from "./render-message.ts";
import { SAMPLE, STRANGER, type TemplateVariables } from "./variables.ts";

/** Renders a template for somebody of whom everything is known, and for somebody of whom nothing is. */
export function trialFaults(message: MessageTemplate): TemplateFault[] {
  try {
    const compiled = compile(message, TRIAL);
    compiled.render(sampleWith(message.recommendationSlots));
    return emptyParts(compiled.render(STRANGER), message);
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return [{ path: [error.part], message: error.message }];
  }
}

function sampleWith(slots: number): TemplateVariables {
  const ranks = Array.from({ length: slots }, (_, place) => place + 1);
  const recommendations = ranks.flatMap((rank) => SAMPLE.recommendations.map((product) => ({ ...product, rank })));
  return { ...SAMPLE, recommendations };
}

function emptyParts({ subject, html, text }: Message, { channel }: MessageTemplate): TemplateFault[] {
  const parts = { ...(channel === "EMAIL" ? { subject } : {}), body: html ?? text };
  return Object.entries(parts)
    .filter(([, content]) => content?.trim() === "")
    .map(([part]) => ({
      path: [part],
      message: `${part} is empty for a customer of whom nothing is known; ${FALLBACK}`,
    }));
}

const FALLBACK =
  'say something that holds for everybody, or give a value a fallback, such as {{ customer.firstName | default: "there" }}';
