// The frame of the page: which of its parts is shown.
import { useEffect } from "preact/hooks";
import { Home } from "./home";
import { Notices } from "./notices";
import { route } from "./state";
import { StudyPage } from "./study-page";
import { Top } from "./top";
import { Wizard } from "./wizard/wizard";
import { language, say } from "./words";

export function App() {
  const here = route.value;
  useEffect(() => {
    document.title = here.page === "study" ? `${say(`page.view-${here.view}`)} · Farrell` : "Farrell";
  }, [here, language.value]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>
        {say("page.skip")}
      </a>
      <Top />
      {here.page === "study" ? <StudyPage id={here.id} view={here.view} key={here.id} /> : here.page === "new" ? <Wizard /> : <Home />}
      <Notices />
    </>
  );
}
