import { SingleBar } from "cli-progress";
import { count } from "./count.ts";

export interface ProgressReporter {
  /** After each row or batch; cheap, it shows a few times a second at most. */
  update(rows: number): void;
  stop(rows: number): void;
}

export interface ProgressSource {
  label: string;
  /** What is counted; rows where it is left out. */
  unit?: string;
  /** Share of the input read, 0..1. */
  share(): number;
  /** Milliseconds of a clock that never goes back. */
  now?(): number;
}

const BAR_EVERY = 200;
const LINE_EVERY = 5_000;

/** A bar on a terminal; elsewhere (a log, a pipe) a plain line every five seconds. */
export function progressReporter(stream: NodeJS.WriteStream, source: ProgressSource): ProgressReporter {
  const now = source.now ?? (() => performance.now());
  const started = now();
  const facts = (rows: number) => progressFacts(rows, source.share(), (now() - started) / 1000);
  const unit = source.unit ?? "rows";
  const show = stream.isTTY ? barOn(stream, source.label, unit) : lineOn(stream, source.label, unit);
  let next = started + (stream.isTTY ? 0 : LINE_EVERY);
  return {
    update(rows) {
      if (now() < next) return;
      next = now() + (stream.isTTY ? BAR_EVERY : LINE_EVERY);
      show(facts(rows), false);
    },
    stop: (rows) => show(facts(rows), true),
  };
}

interface Facts {
  share: number;
  rows: string;
  rate: string;
  left: string;
}

/** The time left supposes that the rest goes as fast as what is done. */
export function progressFacts(rows: number, share: number, seconds: number): Facts {
  const left = share > 0 ? (seconds * (1 - share)) / share : undefined;
  return {
    share,
    rows: count(rows),
    rate: seconds > 0 ? count(Math.round(rows / seconds)) : "0",
    left: left === undefined ? "unknown" : clock(left),
  };
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

type Show = (facts: Facts, last: boolean) => void;

function lineOn(stream: NodeJS.WriteStream, label: string, unit: string): Show {
  return ({ share, rows, rate, left }, last) => {
    const rest = last ? "done" : `${left} left`;
    stream.write(`${label}: ${(share * 100).toFixed(0)} %, ${rows} ${unit}, ${rate} ${unit}/s, ${rest}\n`);
  };
}

function barOn(stream: NodeJS.WriteStream, label: string, unit: string): Show {
  const format = `${label} [{bar}] {percentage} % | {rows} ${unit} | {rate} ${unit}/s | {left} left`;
  const bar = new SingleBar({ format, stream, barsize: 24, hideCursor: true });
  const steps = 1_000;
  let started = false;
  return (facts, last) => {
    if (!started) bar.start(steps, 0, facts);
    started = true;
    bar.update(Math.round(facts.share * steps), facts);
    if (last) bar.stop();
  };
}
