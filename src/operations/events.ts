import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
} from "graphql";
import type { Logger } from "pino";
import type { Context } from "../context.ts";
import { formatErrors } from "../graphql/server.ts";
import { type Ending, untilReturned } from "../graphql/until-returned.ts";
import { tellFaults, withId } from "./faults.ts";

/** A subscription that has been held against roles and limits, and may begin. */
export interface Subscription {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

export interface EventsOptions {
  readonly log: Logger;
  readonly requestId: string;
  readonly underWay: { subscriptions: number };
  /** Anew for each event: what one has read is not what the next one reads. */
  context(): Context;
}

export type Events = Ending<FormattedExecutionResult>;

/** The events of a subscription, each as an answer; or what is wrong, where there can be none. */
export async function eventsOf(
  subscription: Subscription,
  options: EventsOptions,
): Promise<Events | FormattedExecutionResult> {
  const { log, requestId } = options;
  const source = await createSourceEventStream({ ...subscription, contextValue: options.context() });
  if (!isSource(source)) return formatted(source, log, requestId);
  const iterator = source[Symbol.asyncIterator]();
  options.underWay.subscriptions += 1;
  let isUnderWay = true;
  const end = () => {
    if (isUnderWay) options.underWay.subscriptions -= 1;
    isUnderWay = false;
    void iterator.return?.();
  };
  return untilReturned(answers(iterator, end, subscription, options), end);
}

const isSource = (source: object): source is AsyncIterable<unknown> => Symbol.asyncIterator in source;

async function* answers(
  source: AsyncIterator<unknown>,
  end: () => void,
  subscription: Subscription,
  { log, requestId, context }: EventsOptions,
): AsyncGenerator<FormattedExecutionResult, void> {
  try {
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      const result = await execute({ ...subscription, rootValue: next.value, contextValue: context() });
      yield formatted(result, log, requestId);
    }
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error(String(error));
    yield formatted({ errors: [new GraphQLError(originalError.message, { originalError })] }, log, requestId);
  } finally {
    end();
  }
}

function formatted({ errors, ...rest }: ExecutionResult, log: Logger, requestId: string): FormattedExecutionResult {
  if (errors === undefined) return rest;
  tellFaults(log, errors, requestId);
  return { ...rest, errors: formatErrors(errors).map((error) => withId(error, requestId)) };
}
