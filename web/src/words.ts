// The words of the page, from the one catalogue that code, report and page share.
import { computed, signal } from "@preact/signals";

export type Language = "en" | "zh";
export type Text = Record<Language, string>;
type Catalogue = Record<Language, Record<string, string>>;

const catalogue = signal<Catalogue>({ en: {}, zh: {} });

export const language = signal<Language>(navigator.language.startsWith("zh") ? "zh" : "en");
export const other = computed<Language>(() => (language.value === "en" ? "zh" : "en"));

export function setCatalogue(words: Catalogue): void {
  catalogue.value = words;
}

/** The text of a key in the language shown, with its placeholders filled. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = catalogue.value[language.value][key];
  if (text === undefined) throw new Error(`no text: ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

export function has(key: string): boolean {
  return key in catalogue.value.en;
}

/** A text that comes in both languages. */
export function told(text: Text): string {
  return text[language.value];
}

/** Names in a row. */
export function listed(names: string[]): string {
  return names.join(language.value === "zh" ? "、" : ", ");
}

/** Sentences one after another; those that are empty are left out. */
export function joined(sentences: string[]): string {
  return sentences.filter(Boolean).map((one) => one.trim()).join(language.value === "zh" ? "" : " ");
}
