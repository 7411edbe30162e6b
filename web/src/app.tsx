// The frame of the page: which of its parts is shown.
import { useEffect } from "preact/hooks";
import { Home } from "./home";
import { Notices } from "./notices";
import { returning, session } from "./session";
import { SignIn } from "./sign-in";
import { route } from "./state";
import { StudyPage } from "./study-page";
import { Top } from "./top";
import { Change } from "./wizard/change";
import { StudyText } from "./wizard/study-text";
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
      {!session.value.signed_in || returning.value ? <SignIn /> : <Page key={session.value.key ?? "local"} />}
      <Notices />
    </>
  );
}

function Page() {
  const here = route.value;
  if (here.page === "study") return <StudyPage id={here.id} view={here.view} key={here.id} />;
  if (here.page === "change") return <Change id={here.id} key={here.id} />;
  if (here.page === "text") return <StudyText id={here.id} key={here.id} />;
  return here.page === "new" ? <Wizard /> : <Home />;
}
