import {
  AssignTag,
  CaptureTag,
  CaseTag,
  DecrementTag,
  ForTag,
  IfTag,
  IncrementTag,
  LiquidTag,
  TablerowTag,
  type Template,
  type Token,
  toValueSync,
  UnlessTag,
} from "liquidjs";
import { followValue, refuseListAsTruth } from "./follow-value.ts";
import { ANYTHING, type Found, groupOf, type Known, meant, SINGLE, unprintable } from "./known.ts";
import { type Reading, tell } from "./reading.ts";

const DEEPEST = 50;

/** Reads every branch of a template, those too that no rendering would reach, and tells what is wrong in them. */
export function followTemplates(templates: readonly Template[], reading: Reading, depth = 0): void {
  for (const template of templates) {
    if (depth > DEEPEST) tell(reading, template.token, `tags are nested deeper than ${DEEPEST} levels`);
    else followOne(template, reading, (inner) => followTemplates(inner, reading, depth + 1));
  }
}

/** All names that `assign`, `capture` and the counters give anywhere. */
export function assignedNames(templates: readonly Template[]): Set<string> {
  const names = new Set<string>();
  const visit = (template: Template): void => {
    for (const { content } of template.localScope?.() ?? []) names.add(content);
    for (const child of childrenOf(template)) visit(child);
  };
  templates.forEach(visit);
  return names;
}

const childrenOf = (template: Template): Template[] =>
  template.children === undefined ? [] : toValueSync<Template[]>(template.children(false, true));

type Follow = (templates: readonly Template[]) => void;

function followOne(template: Template, reading: Reading, follow: Follow): void {
  if (template instanceof ForTag || template instanceof TablerowTag) followLoop(template, reading, follow);
  else if (template instanceof AssignTag) followAssign(template, reading);
  else if (template instanceof CaptureTag) followCapture(template, reading, follow);
  else if (template instanceof IncrementTag || template instanceof DecrementTag)
    nameIt(template, { known: SINGLE, recommended: "no", from: [] }, reading);
  else if (template instanceof IfTag || template instanceof UnlessTag) followBranches(template, reading, follow);
  else if (template instanceof CaseTag) followCase(template, reading, follow);
  else if (template instanceof LiquidTag) follow(template.templates);
  else followPrinted(template, reading);
}

function followPrinted(template: Template, reading: Reading): void {
  for (const value of valuesOf(template, reading)) {
    const message = unprintable(value);
    if (message !== undefined) tell(reading, template.token, message);
    reading.printed.push(...value.from);
  }
}

const valuesOf = (template: Template, reading: Reading): Found[] =>
  [...(template.arguments?.() ?? [])].map((argument) => followValue(argument, reading));

function followBranches({ branches, elseTemplates }: IfTag | UnlessTag, reading: Reading, follow: Follow): void {
  for (const { value, templates } of branches) {
    const found = followValue(value, reading);
    refuseListAsTruth(found, value.initial.postfix[0], reading);
    if (found.recommended === "list") reading.fallbacks++;
    follow(templates);
  }
  follow(elseTemplates ?? []);
}

function followCase(tag: CaseTag, reading: Reading, follow: Follow): void {
  if (valuesOf(tag, reading)[0]?.recommended === "list") reading.fallbacks++;
  follow(childrenOf(tag));
}

function followAssign(tag: AssignTag, reading: Reading): void {
  const [value] = valuesOf(tag, reading);
  nameIt(tag, value ?? { known: ANYTHING, recommended: "no", from: [] }, reading);
}

/** What was put together from recommendations is empty where there are none. */
function followCapture(tag: CaptureTag, reading: Reading, follow: Follow): void {
  const { uses, printed } = reading;
  const [usesBefore, printedBefore] = [uses.length, printed.length];
  follow(tag.templates);
  const recommended = uses.length > usesBefore ? "list" : "no";
  nameIt(tag, { known: SINGLE, recommended, from: [...new Set(printed.slice(printedBefore))] }, reading);
}

type NamingTag = AssignTag | CaptureTag | IncrementTag | DecrementTag;

type Unnamed = Omit<Found, "said">;

function nameIt(tag: NamingTag, { known, recommended, from }: Unnamed, reading: Reading): void {
  for (const named of tag.localScope()) {
    const name = typeof named === "string" ? named : named.content;
    if (reading.names.isGiven(name))
      tell(reading, tag.token, `${name} is what every template is given; choose another name`);
    const isAfterLoop = reading.recommendedLoops > 0;
    reading.names.assign(name, { known, said: name, from, recommended: isAfterLoop ? "list" : recommended });
    reading.made.push({ name, from });
  }
}

function followLoop(tag: ForTag | TablerowTag, reading: Reading, follow: Follow): void {
  const collection = followValue(tag.collection, reading);
  const { known, said, recommended } = collection;
  if (known.is === "single" || known.is === "group") {
    tell(reading, tag.collection, `${said} is no list; only lists can be gone through`);
  }
  if (reading.names.isGiven(tag.variable)) {
    tell(reading, tag.token, `${tag.variable} is what every template is given; choose another name`);
  }
  followSettings(tag, reading);
  const isRecommended = recommended !== "no";
  const item: Found = {
    known: known.is === "list" ? known.of : ANYTHING,
    said: tag.variable,
    recommended: isRecommended ? "item" : "no",
    from: collection.from,
  };
  if (isRecommended) reading.recommendedLoops++;
  reading.names.within(new Map([[tag.variable, item], ...LOOP_NAMES]), () => follow(tag.templates));
  if (isRecommended) reading.recommendedLoops--;
  if (!(tag instanceof ForTag)) return;
  if (recommended === "list" && tag.elseTemplates.length > 0) reading.fallbacks++;
  follow(tag.elseTemplates);
}

/** `limit: 3`: Liquid passes over what it does not know. */
function followSettings(tag: ForTag | TablerowTag, reading: Reading): void {
  const isFor = tag instanceof ForTag;
  const known = isFor ? ["limit", "offset", "reversed"] : ["cols", "limit", "offset"];
  const settings: Readonly<Record<string, Token | undefined>> = isFor ? tag.hash.hash : tag.args.hash;
  for (const [name, value] of Object.entries(settings)) {
    if (!known.includes(name)) tell(reading, tag.token, `${tag.name} has no setting ${name}; ${meant(name, known)}`);
    if (value !== undefined && !(isFor && name === "offset" && value.getText() === "continue"))
      followValue(value, reading);
  }
}

const counters = (...names: string[]): Known => groupOf(Object.fromEntries(names.map((name) => [name, SINGLE])));
const loopName = (name: string, known: Known): [string, Found] => [
  name,
  { known, said: name, recommended: "no", from: [] },
];
const FOR = ["index", "index0", "rindex", "rindex0", "first", "last", "length", "name"];

/** What Liquid names within a loop. */
const LOOP_NAMES = [
  loopName("forloop", counters(...FOR)),
  loopName("tablerowloop", counters(...FOR, "row", "col", "col0", "col_first", "col_last")),
];
