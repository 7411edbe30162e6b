// What went wrong or is done, said once at the foot of the page and to screen readers.
import { signal } from "@preact/signals";
import { Refusal } from "./api";
import { say, told, type Text } from "./words";

interface Notice {
  id: number;
  bad: boolean;
  text: () => string;
}

const notices = signal<Notice[]>([]);
let last = 0;

function tell(bad: boolean, text: () => string): void {
  const id = ++last;
  notices.value = [...notices.value, { id, bad, text }];
  if (!bad) setTimeout(() => dismiss(id), 6000);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function inform(text: () => string): void {
  tell(false, text);
}

/** Says what a user must know until it is put away. */
export function warn(text: () => string): void {
  tell(true, text);
}

export function reasonOf(why: unknown): Text {
  if (why instanceof Refusal) return why.text;
  const key = why instanceof TypeError ? "page.no-server" : "page.fault";
  return { get en() { return say(key); }, get zh() { return say(key); } };
}

/** Says why something failed. */
export function complain(why: unknown): void {
  const text = reasonOf(why);
  tell(true, () => told(text));
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <p class={notice.bad ? "notice bad" : "notice"} key={notice.id}>
          <span>{notice.text()}</span>
          <button onClick={() => dismiss(notice.id)} aria-label={say("page.dismiss")}>×</button>
        </p>
      ))}
    </div>
  );
}
