import {
  type Context,
  type Emitter,
  ForTag,
  type Liquid,
  type Parser,
  TablerowTag,
  type TagToken,
  type Template,
  type TopLevelToken,
} from "liquidjs";
import { LONGEST_MESSAGE, MOST_LOOPED, TOO_LONG, TOO_MANY_TURNS } from "./limits.ts";

/** `for` whose turns are counted. */
export class CountedFor extends ForTag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid, parser);
    this.templates.unshift(turnOf(token, remaining));
  }
}

/** `tablerow` whose turns are counted. */
export class CountedTablerow extends TablerowTag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid, parser);
    this.templates.unshift(turnOf(token, remaining));
  }
}

const LOOPED = "looped";

/** Stands first within a loop and prints nothing; a turn counts as much as is written between the loop's beginning and its end. */
function turnOf(token: TagToken, after: readonly TopLevelToken[]): Template {
  const length = (after[0]?.begin ?? token.input.length) - token.end;
  return {
    token,
    render(context: Context, emitter: Emitter): void {
      const looped = Number(context.getRegister(LOOPED, 0)) + length;
      context.setRegister(LOOPED, looped);
      if (looped > MOST_LOOPED) throw new Error(TOO_MANY_TURNS);
      if (emitter.buffer.length > LONGEST_MESSAGE) throw new Error(TOO_LONG);
    },
  };
}
