// Lines to read, or to copy.
import { Copy } from "./copy";

export function Code({ name, text }: { name: string; text: string }) {
  return (
    <div class="code">
      <p><strong>{name}</strong> <Copy text={text} what={name} /></p>
      <pre tabIndex={0} role="region" aria-label={name}>{text}</pre>
    </div>
  );
}
