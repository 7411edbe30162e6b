// A table of results as the server sends it: column by column.

export type Cell = string | number | boolean | null;

export class Table {
  private readonly positions: number[];
  private readonly parts = new Map<string, Table>();

  constructor(
    readonly columns: Record<string, Cell[]>,
    rows: number | number[],
  ) {
    this.positions = typeof rows === "number" ? Array.from({ length: rows }, (_, i) => i) : rows;
  }

  get length(): number {
    return this.positions.length;
  }

  has(column: string): boolean {
    return column in this.columns;
  }

  /** The cells of a column; of a column that is not there, nothing. */
  of(column: string): Cell[] {
    const cells = this.columns[column];
    return cells ? this.positions.map((row) => cells[row] ?? null) : [];
  }

  numbers(column: string): (number | null)[] {
    return this.of(column).map((cell) => (typeof cell === "number" ? cell : null));
  }

  words(column: string): string[] {
    return this.of(column).map((cell) => (cell === null ? "" : String(cell)));
  }

  /** The rows whose cells are those asked for, compared as text; looked for once. */
  where(wanted: Record<string, Cell | undefined>): Table {
    const asked = Object.entries(wanted).filter(([name, value]) => value !== undefined && name in this.columns);
    const key = JSON.stringify(asked);
    const there = this.parts.get(key);
    if (there) return there;
    const kept = this.positions.filter((row) =>
      asked.every(([name, value]) => String(this.columns[name]?.[row] ?? "") === String(value ?? "")),
    );
    const part = new Table(this.columns, kept);
    this.parts.set(key, part);
    return part;
  }

  /** One object a row. */
  rows(): Record<string, Cell>[] {
    const names = Object.keys(this.columns);
    return this.positions.map((row) => Object.fromEntries(names.map((name) => [name, this.columns[name]?.[row] ?? null])));
  }

  distinct(column: string): string[] {
    return [...new Set(this.words(column))];
  }
}
