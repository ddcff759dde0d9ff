import type { Figures } from "../metrics.ts";
import type { ShopSettings } from "../shop/index.ts";

/** What a worker is to do. */
export type Instruction =
  /** Answer that the program is starting. */
  | { readonly kind: "listen" }
  | {
      readonly kind: "serve";
      readonly databaseUrl: string;
      readonly shop: ShopSettings;
      readonly playgroundKey: string | undefined;
    }
  /** Say that the program is ending, and serve on. */
  | { readonly kind: "stopping" }
  /** Finish what is in flight, and end. */
  | { readonly kind: "stop"; readonly graceMs: number };

/** What the primary process tells a worker. Figures go to and fro at any time; an answer has the number of its question. */
export type ToWorker =
  | Instruction
  | { readonly kind: "figures?"; readonly number: number }
  | { readonly kind: "sum"; readonly number: number; readonly text?: string };

/** What a worker tells the primary process. */
export type FromWorker =
  /** What it was told before has gone unheard. */
  | { readonly kind: "hearing" }
  | { readonly kind: "serving" }
  | { readonly kind: "orders changed" }
  | { readonly kind: "sum?"; readonly number: number }
  | { readonly kind: "figures"; readonly number: number; readonly figures: Figures };
