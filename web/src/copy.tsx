// Puts text on the clipboard, also on pages that came without encryption, where browsers have none for scripts.
import { useState } from "preact/hooks";
import { complain } from "./notices";
import { say } from "./words";

export async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const place = document.createElement("textarea");
  place.value = text;
  document.body.append(place);
  place.select();
  document.execCommand("copy");
  place.remove();
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    toClipboard(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    }, complain);
  };
  return (
    <button onClick={copy} aria-label={say("page.copy-of", { name: what })}>
      <span aria-live="polite">{done ? say("page.copied") : say("page.copy")}</span>
    </button>
  );
}
