/**
 * Rows that survive a crash: what was changed is journalled in one write, and the journal is folded into
 * a checkpoint now and then. The disk maps names to texts and takes each write whole.
 */
import type { Host } from "../../adapters/protocol/port.ts";
import { type Changes, change, type Rows } from "./rows.ts";

const CHECKPOINT = "checkpoint";
export const RECORD = "record-";
/** Records until the next checkpoint: few, so that a short run reaches one. */
const MAX_RECORDS = 5;

interface Checkpoint {
  /** The last record that is in it. */
  readonly upTo: number;
  readonly rows: readonly (readonly [key: string, value: string])[];
}

/** A base class rather than a field, so that a defect can override its methods. */
export abstract class Storage {
  protected readonly host: Host;
  /** The last committed value of every row. */
  protected rows = new Map<string, string>();
  /** The number of the last record written, and of the last one in the checkpoint. */
  protected lastRecord = 0;
  protected folded = 0;

  constructor(host: Host) {
    this.host = host;
  }

  /** Reads back what the disk holds: the checkpoint, and the records after it. */
  open(): void {
    const text = this.host.disk.get(CHECKPOINT);
    const { upTo, rows }: Checkpoint = text ? JSON.parse(text) : { upTo: 0, rows: [] };
    this.rows = new Map(rows);
    this.folded = upTo;
    this.lastRecord = upTo;
    for (;;) {
      const record = this.host.disk.get(`${RECORD}${this.lastRecord + 1}`);
      if (record === undefined) return;
      this.lastRecord += 1;
      this.show(JSON.parse(record));
    }
  }

  /** Replaces all rows, as after a reset. */
  protected async replaceAll(rows: Rows): Promise<void> {
    this.rows = new Map(rows);
    await this.checkpoint();
  }

  /** The current rows: a query. */
  protected async read(): Promise<Rows> {
    await this.host.pause();
    return new Map(this.rows);
  }

  /** Makes the changes durable, and only then visible. */
  protected async commit(changes: Changes): Promise<void> {
    await this.host.pause();
    this.write(changes);
    await this.host.pause();
    await this.foldIfLong();
  }

  protected write(changes: Changes): void {
    if (changes.length > 0) this.store(changes);
    this.show(changes);
  }

  /** One write, which reaches the disk whole or not at all. */
  protected store(changes: Changes): void {
    this.lastRecord += 1;
    this.host.disk.set(`${RECORD}${this.lastRecord}`, JSON.stringify(changes));
  }

  protected show(changes: Changes): void {
    change(this.rows, changes);
  }

  protected async foldIfLong(): Promise<void> {
    if (this.lastRecord - this.folded >= MAX_RECORDS) await this.checkpoint();
  }

  /** Folds the journal. Records are deleted only when the checkpoint holds them, and are ignored from then on. */
  protected async checkpoint(): Promise<void> {
    const upTo = this.lastRecord;
    this.storeCheckpoint(upTo, this.rows);
    await this.deleteRecords(upTo);
  }

  protected storeCheckpoint(upTo: number, rows: Rows): void {
    const checkpoint: Checkpoint = { upTo, rows: [...rows] };
    this.host.disk.set(CHECKPOINT, JSON.stringify(checkpoint));
    this.folded = upTo;
  }

  protected async deleteRecords(upTo: number): Promise<void> {
    for (const key of [...this.host.disk.keys()]) {
      if (!key.startsWith(RECORD) || Number(key.slice(RECORD.length)) > upTo) continue;
      await this.host.pause();
      this.host.disk.delete(key);
    }
  }
}
