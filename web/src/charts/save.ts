// What leaves the page: a chart as SVG or PNG, its numbers as CSV, each with the line that says where it is from.
import type { Cell } from "../table";

export interface Sheet {
  columns: string[];
  rows: (Cell | undefined)[][];
}

export function download(name: string, content: Blob | string, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function quoted(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  // a spreadsheet would take these for a formula
  const safe = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** CSV with a mark for spreadsheets that it is UTF-8; the citation is its last line. */
export function csv(sheet: Sheet, citation: string): string {
  const lines = [sheet.columns, ...sheet.rows].map((row) => row.map(quoted).join(","));
  return `\ufeff${[...lines, "", quoted(citation)].join("\r\n")}\r\n`;
}

/** An SVG document with the citation below the drawing. */
export function cited(svg: string, citation: string, colour: string): string {
  const size = /viewBox="([\d.\-\s]+)"/.exec(svg)?.[1]?.split(/\s+/).map(Number);
  const [x = 0, y = 0, width = 600, height = 400] = size ?? [];
  const most = Math.max(Math.floor(width / 6.2), 24);
  const lines = wrapped(citation, most);
  const below = 10 + 14 * lines.length;
  const said = lines
    .map((line, i) => `<text x="${x + 8}" y="${y + height + 14 + 14 * i}" font-size="10" fill="${colour}">${escaped(line)}</text>`)
    .join("");
  // functions, as text in the place of a match would have $& read in it
  return svg
    .replace(/<svg[^>]*>/, () => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + below}" viewBox="${x} ${y} ${width} ${height + below}" font-family="sans-serif"><rect x="${x}" y="${y}" width="${width}" height="${height + below}" fill="#ffffff"/>`)
    .replace(/<\/svg>\s*$/, () => `${said}</svg>`);
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  let size = 0;
  for (const word of text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*/g) ?? []) {
    const takes = /^[\u2e80-\uffef]/.test(word) ? 2 : word.length;
    if (size + takes > most && line) {
      lines.push(line);
      [line, size] = ["", 0];
    }
    line += word;
    size += takes;
  }
  return line ? [...lines, line] : lines;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The drawing as pixels, at three times its size. */
export async function png(svg: string): Promise<Blob> {
  const picture = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth * 3;
    canvas.height = picture.naturalHeight * 3;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("png"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
