// Uploaded files, as the server tells what is in them.
import type { Finding } from "../api";

export const ROLES = ["unit", "period", "input", "output", "undesirable", "weight", "group", "none"] as const;
export type Role = (typeof ROLES)[number];

export interface Column {
  name: string;
  numeric: boolean;
  filled: number;
  samples: string[];
  role: Role;
}

/** A file as it was read; of boundaries, columns are the attributes and rows the areas. */
export interface FileLook {
  id: string;
  name: string;
  kind: "table" | "boundaries";
  size: number;
  sheets: string[];
  sheet: string | null;
  encoding: string | null;
  header_row: number | null;
  rows: number;
  columns: Column[];
  preview: { row: number; cells: string[] }[];
  findings: Finding[];
}

export interface FileRow {
  id: string;
  name: string;
  kind: "table" | "boundaries";
  size: number;
  created: string;
}

/** What the checks of a study's data found; `ok` where they can be used as they are. */
export interface Check {
  ok: boolean;
  rows: number;
  units: number;
  periods: (string | number)[];
  /** Whether all units are provinces of China, which come with a map and groupings. */
  provinces: boolean;
  findings: Finding[];
}

export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
