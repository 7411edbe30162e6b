// The title of a study in both languages.
import { say, type Text } from "./words";

export function TitleFields({ title, change, placeholder, focused = false }: { title: Text; change: (title: Text) => void; placeholder?: string | undefined; focused?: boolean }) {
  return (
    <>
      {(["en", "zh"] as const).map((spoken) => (
        <label class="field" key={spoken}>
          {say(`page.title-${spoken}`)}
          <input
            type="text"
            maxLength={200}
            lang={spoken === "zh" ? "zh-CN" : "en"}
            value={title[spoken]}
            placeholder={placeholder}
            autofocus={focused && spoken === "en"}
            onInput={(event) => change({ ...title, [spoken]: event.currentTarget.value })}
          />
        </label>
      ))}
    </>
  );
}
