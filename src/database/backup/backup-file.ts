import { StartRefusal } from "../start-refusal.ts";

/** What a backup begins with: all that a database needs to be before rows go into it. docs/backup.md describes the file. */
export interface BackupHeader {
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  /** The version of the program that wrote it. */
  readonly program: string;
  readonly createdAt: string;
  /** The migrations that its schema has seen, in their order. */
  readonly migrations: readonly string[];
  /** In an order in which they can be loaded: what others refer to comes first. */
  readonly tables: readonly BackupTable[];
  readonly partitions: readonly Partition[];
  readonly sequences: readonly Sequence[];
}

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The part of a table whose rows lie in a range of its partition key; the bounds are text as PostgreSQL writes them. */
export interface Partition {
  readonly table: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Sequence {
  readonly name: string;
  readonly value: string;
}

/** Whole rows of one table, as COPY writes them. */
export interface Batch {
  readonly table: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

/** The line before a batch's bytes. */
export interface BatchLine {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The last line: how many rows there are of each table. */
export interface EndLine {
  readonly end: Readonly<Record<string, number>>;
}

export const FORMAT = "tributary backup";
export const FORMAT_VERSION = 1;
/** A seal is a line of its own: the SHA-256 of all that stands before it. */
export const SEAL_LENGTH = 65;

/** Why a file cannot be restored, in a sentence. */
export class UnreadableBackup extends StartRefusal {}
