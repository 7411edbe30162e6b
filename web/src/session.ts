// Who is there: how the server lets people in, and whether it knows this browser.
import { signal } from "@preact/signals";
import { post, remove } from "./api";

export interface Session {
  version: string;
  mode: "local" | "password";
  signed_in: boolean;
  /** Leads back to one's own space, where people sign in with a password. */
  key: string | null;
  extras: Record<string, boolean>;
}

export const session = signal<Session>({ version: "", mode: "local", signed_in: false, key: null, extras: {} });
/** The key of a link to come back by, until it is used. */
export const returning = signal("");

const COMING = /^#\/come\/([^?]+)/;

/** Takes the key out of the address, where it should not stay. */
export function takeKey(): void {
  const key = COMING.exec(location.hash)?.[1];
  if (key === undefined) return;
  history.replaceState(null, "", "#/");
  if (session.value.mode === "password" && key !== session.value.key) returning.value = decodeURIComponent(key);
}

/** The address that leads back to the own space from another browser. */
export function wayBack(): string {
  return `${location.origin}${location.pathname}#/come/${encodeURIComponent(session.value.key ?? "")}`;
}

export async function signIn(password: string, key: string): Promise<void> {
  session.value = await post<Session>("session", { password, key: key || null });
  returning.value = "";
}

export async function signOut(): Promise<void> {
  await remove("session");
  forgotten();
}

function forgotten(): void {
  session.value = { ...session.value, signed_in: false, key: null };
}

export function followSession(first: Session): void {
  session.value = first;
  addEventListener("signed-out", forgotten);
  addEventListener("popstate", takeKey);
  takeKey();
}
