// The documents of a study: those that are made, and making others.
import { useEffect, useState } from "preact/hooks";
import { finished, follow, get, post, type Job } from "../api";
import { complain } from "../notices";
import { Problem } from "../problem";
import { JobProgress } from "../standing";
import { current } from "../study";
import { sizeOf } from "../wizard/files";
import { language, say, told, type Language, type Text } from "../words";

interface Format {
  key: string;
  title: Text;
  asked_in: "documents" | "tables" | "figures";
  composed: boolean;
  fits: boolean;
  installed: boolean;
  extra: string | null;
  draws_chinese: boolean;
}

/** Whom the report is written for. */
interface Profile {
  key: string;
  title: Text;
}

interface Made {
  name: string;
  title: Text;
  bytes: number;
  caption: string | null;
}

/** What can be made, and what was made; `current` is false where the study was run again since. */
interface Shelf {
  formats: Format[];
  profiles: Profile[];
  language: Language | null;
  current: boolean;
  documents: Made[];
}

/** The groups in which formats are offered. */
const GROUPS = [["documents", "page.formats-documents"], ["tables", "page.formats-tables"], ["figures", "page.formats-figures"]] as const;

/** Formats that are made unless others are chosen. */
const USUAL = ["report.html", "report.docx", "report.pdf", "tables.xlsx", "plan.xlsx", "svg", "png"];

/** The job that makes documents of a study; it goes on when the page is loaded again. */
function useMaking(id: string, ended: () => void) {
  const kept = `documents-${id}`;
  const [job, setJob] = useState<Job | null>(null);
  const [making, setMaking] = useState(sessionStorage.getItem(kept));
  useEffect(() => {
    if (making === null) return;
    return follow(making, (now) => {
      setJob(now);
      if (!finished(now)) return;
      sessionStorage.removeItem(kept);
      setMaking(null);
      ended();
    });
  }, [making]);
  const begin = (started: Job): void => {
    sessionStorage.setItem(kept, started.id);
    setJob(started);
    setMaking(started.id);
  };
  return { job, making: making !== null, begin };
}

export function Documents() {
  const { id } = current();
  const [shelf, setShelf] = useState<Shelf | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const read = (): void => void get<Shelf>(`studies/${id}/documents`).then(setShelf, setWhy);
  useEffect(read, [id]);
  const { job, making, begin } = useMaking(id, read);
  return (
    <div class="documents">
      <h3>{say("page.documents")}</h3>
      {why !== null && <Problem why={why} />}
      {shelf && shelf.documents.length > 0 && <Shelved shelf={shelf} />}
      {making ? <JobProgress job={job} /> : shelf && <Making formats={shelf.formats} profiles={shelf.profiles} begin={begin} />}
      {job?.state === "failed" && job.error && <p class="fault" role="alert">{told(job.error.text)}</p>}
    </div>
  );
}

function Shelved({ shelf }: { shelf: Shelf }) {
  const { id } = current();
  // records come after what is read
  const loose = shelf.documents.filter(({ name }) => !name.includes("/")).sort((a, b) => Number(a.name.endsWith(".json")) - Number(b.name.endsWith(".json")));
  const inFolders = shelf.documents.filter(({ name }) => name.includes("/"));
  return (
    <>
      {!shelf.current && <p class="fault">{say("page.documents-old")}</p>}
      <Links made={loose} />
      {inFolders.length > 0 && (
        <details>
          <summary>{say("page.single-files", { n: inFolders.length })}</summary>
          <Links made={inFolders} />
        </details>
      )}
      <p><a href={`api/studies/${id}/documents.zip`} download>{say("page.all-zip")}</a></p>
    </>
  );
}

function Links({ made }: { made: Made[] }) {
  const { id } = current();
  return (
    <ul class="links">
      {made.map(({ name, title, bytes, caption }) => (
        <li key={name} title={caption ?? undefined}>
          <a href={`api/studies/${id}/documents/${name.split("/").map(encodeURIComponent).join("/")}`} download={name.split("/").at(-1)}>
            {name.includes("/") ? name.split("/").at(-1) : told(title)}
          </a>{" "}
          <span class="hint">{name.includes("/") ? "" : `${name}, `}{sizeOf(bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

function Making({ formats, profiles, begin }: { formats: Format[]; profiles: Profile[]; begin: (job: Job) => void }) {
  const { id } = current();
  const [spoken, setSpoken] = useState<Language | null>(null);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [written, setWritten] = useState<string[]>(["full"]);
  const to = spoken ?? language.value;
  const fitting = formats.filter((format) => format.fits);
  const wanted = (chosen ?? USUAL).filter((key) => fitting.some((format) => format.key === key && format.installed));
  const toggle = (key: string): void => setChosen(wanted.includes(key) ? wanted.filter((one) => one !== key) : [...wanted, key]);
  const writes = wanted.some((key) => fitting.some((format) => format.key === key && format.composed));
  const turn = (key: string): void => setWritten(written.includes(key) ? written.filter((one) => one !== key) : [...written, key]);
  const lacking = wanted.length === 0 || (writes && written.length === 0);
  const make = (): void => {
    post<Job>(`studies/${id}/documents`, { language: to, formats: wanted, ...(writes && { profiles: written }) }).then(begin, complain);
  };
  const plain = to === "zh" && fitting.some((format) => wanted.includes(format.key) && !format.draws_chinese);
  return (
    <>
      <div class="tools">
        <label>
          {say("page.in-language")}{" "}
          <select value={to} onChange={(event) => setSpoken(event.currentTarget.value as Language)}>
            <option value="en">English</option>
            <option value="zh">中文</option>
          </select>
        </label>
      </div>
      {GROUPS.map(([group, name]) => (
        <fieldset class="tools" key={group}>
          <legend>{say(name)}</legend>
          {fitting.filter(({ asked_in }) => asked_in === group).map(({ key, title, installed, extra }) => (
            <label key={key}>
              <input type="checkbox" disabled={!installed} checked={wanted.includes(key)} onChange={() => toggle(key)} /> {told(title)}
              {!installed && <span class="hint"> {say("page.needs-extra", { extra: extra ?? "" })}</span>}
            </label>
          ))}
        </fieldset>
      ))}
      {writes && (
        <fieldset class="tools">
          <legend>{say("page.profiles")}</legend>
          {profiles.map(({ key, title }) => (
            <label key={key}>
              <input type="checkbox" checked={written.includes(key)} onChange={() => turn(key)} /> {told(title)}
            </label>
          ))}
        </fieldset>
      )}
      {plain && <p class="hint">{say("page.no-chinese-font")}</p>}
      <p><button class="main" disabled={lacking} onClick={make}>{say("page.make-documents")}</button></p>
    </>
  );
}
