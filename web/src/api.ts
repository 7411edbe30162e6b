// Talks to the server this page came from, and to nobody else.
import { signal } from "@preact/signals";
import type { Text } from "./words";

export interface Finding {
  code: string;
  severity: "error" | "warning" | "note";
  row: number | null;
  unit: string | null;
  period: string | number | null;
  column: string | null;
  text: Text;
  fixes?: Fix[];
}

export interface Fix {
  text: Text;
  data: Record<string, unknown>;
}

/** What the server refuses, in both languages. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Text,
    readonly findings: Finding[] = [],
  ) {
    super(text.en);
  }
}

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  // a proxy before the server answers in its own words
  if (body === null) throw new TypeError(`status ${response.status}`);
  if (body.code === "signed-out") dispatchEvent(new Event("signed-out"));
  throw new Refusal(response.status, body.code, body.text, body.findings ?? []);
}

export async function get<T>(path: string): Promise<T> {
  return (await answered(await fetch(`api/${path}`))).json();
}

export async function getText(path: string): Promise<string> {
  return (await answered(await fetch(`api/${path}`))).text();
}

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await answered(
    await fetch(`api/${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) }),
  );
  return response.status === 204 ? (undefined as T) : response.json();
}

export const post = <T>(path: string, body?: unknown): Promise<T> => send("POST", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => send("PUT", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => send("PATCH", path, body);
export const remove = (path: string): Promise<void> => send("DELETE", path, undefined);

export async function upload<T>(file: File): Promise<T> {
  const headers = { "Content-Type": "application/octet-stream" };
  const path = `api/files?name=${encodeURIComponent(file.name)}`;
  return (await answered(await fetch(path, { method: "POST", headers, body: file }))).json();
}

type JobState = "waiting" | "running" | "done" | "failed" | "cancelled" | "interrupted";

export interface Job {
  id: string;
  kind: string;
  study: string;
  state: JobState;
  step: string;
  number: number;
  steps: number;
  started: string | null;
  ended: string | null;
  error: { code: string; text: Text; findings?: Finding[] } | null;
}

export const finished = (job: Job): boolean => !["waiting", "running"].includes(job.state);

/** Whether the server has stopped telling how far a job is. */
export const unheard = signal(false);
const AGAIN = 3000;

/** Tells every state of a job until it has ended; the return value stops listening. */
export function follow(id: string, tell: (job: Job) => void): () => void {
  let source: EventSource;
  let timer = 0;
  const listen = (): void => {
    source = new EventSource(`api/jobs/${id}/events`);
    source.onmessage = (event) => {
      unheard.value = false;
      const job: Job = JSON.parse(event.data);
      tell(job);
      if (finished(job)) source.close();
    };
    source.onerror = () => {
      unheard.value = true;
      // the browser tries again by itself, but not after an answer that is no stream
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN);
    };
  };
  listen();
  return () => {
    clearTimeout(timer);
    source.close();
    unheard.value = false;
  };
}
