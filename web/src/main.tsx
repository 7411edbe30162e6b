import { render } from "preact";
import "./app.css";
import { App } from "./app";
import { get } from "./api";
import { followTheme } from "./ink";
import { followSession, type Session } from "./session";
import { start } from "./state";
import { setCatalogue, type Language } from "./words";

const [words, who] = await Promise.all([get<Record<Language, Record<string, string>>>("words"), get<Session>("session")]);
setCatalogue(words);
followSession(who);
start();
followTheme();
render(<App />, document.getElementById("page") as HTMLElement);
