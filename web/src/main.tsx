import { render } from "preact";
import "./app.css";
import { App } from "./app";
import { get } from "./api";
import { followTheme } from "./ink";
import { start } from "./state";
import { setCatalogue, type Language } from "./words";

setCatalogue(await get<Record<Language, Record<string, string>>>("words"));
start();
followTheme();
render(<App />, document.getElementById("page") as HTMLElement);
