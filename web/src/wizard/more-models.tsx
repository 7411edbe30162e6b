// Further models beside those that the questions ask for: chosen from all that the data can have.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api";
import { Problem } from "../problem";
import { listed, say, told } from "../words";
import { dataTable, isPanel } from "./derived";
import { choose, draft, type ModelEntry } from "./draft";
import { kindHelp, kindLabel, wordLabel, type Offer } from "./kinds";
import { freeName, models } from "./study-table";

/** What is on offer, by the data that it is for. */
const offers = signal<{ of: string; list: Offer[] } | null>(null);

function useOffers(wanted: boolean): { list: Offer[] | null; why: unknown } {
  const { of, file } = draft.value;
  const [why, setWhy] = useState<unknown>(null);
  const key = of ? of.id : (file?.id ?? "") + JSON.stringify(dataTable());
  useEffect(() => {
    if (!wanted || offers.value?.of === key) return;
    setWhy(null);
    const asking = of ? get<Offer[]>(`studies/${of.id}/models`) : post<Offer[]>(`files/${file?.id}/models`, { data: dataTable() });
    asking.then((list) => (offers.value = { of: key, list }), setWhy);
  }, [wanted, key]);
  return { list: offers.value?.of === key ? offers.value.list : null, why };
}

export function MoreModels() {
  const { models: further } = draft.value.options;
  const [open, setOpen] = useState(false);
  const { list, why } = useOffers(open || further.length > 0);
  return (
    <fieldset>
      <legend>{say("page.more-models")}</legend>
      <p class="hint">{say("page.more-models-help")}</p>
      {further.length > 0 && (
        <ul class="models">
          {further.map((entry) => <Row key={entry.name} entry={entry} offer={list?.find((one) => one.kind === entry.kind)} />)}
        </ul>
      )}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{say("page.add-model")}</summary>
        {why !== null && <Problem why={why} />}
        {open && !list && why === null && <p class="pending" aria-busy="true">{say("page.finding-models")}</p>}
        {open && list && <Offered list={list} />}
      </details>
    </fieldset>
  );
}

const put = (entry: ModelEntry, now: ModelEntry | null): void =>
  choose({ models: draft.value.options.models.flatMap((one) => (one === entry ? (now ? [now] : []) : [one])) });

const SHOWN = ["orientation", "rts", "reference"] as const;

/** A model, with the words that can be chosen of it; whatever else its entry says stays. */
function Row({ entry, offer }: { entry: ModelEntry; offer: Offer | undefined }) {
  const open = SHOWN.filter((key) => canChoose(key, entry, offer));
  const rest = Object.keys(entry).filter((key) => !["name", "kind", ...open].includes(key));
  const label = entry.name === entry.kind ? kindLabel(entry.kind) : `${kindLabel(entry.kind)} (${entry.name})`;
  return (
    <li>
      <strong>{label}</strong>
      <span class="words">
        {open.map((key) => (
          <select
            key={key}
            aria-label={say("page.option-of", { option: say(`page.option-${key}`), model: label })}
            value={String(entry[key] ?? offer?.options[key]?.[0])}
            onChange={(event) => put(entry, { ...entry, [key]: event.currentTarget.value })}
          >
            {offer?.options[key]?.map((word) => <option key={word} value={word}>{wordLabel(key, word)}</option>)}
          </select>
        ))}
      </span>
      <button type="button" aria-label={say("page.remove-what", { what: label })} onClick={() => put(entry, null)}>{say("page.remove")}</button>
      {rest.length > 0 && <small>{say("page.kept-keys", { keys: listed(rest) })}</small>}
      {offer?.why && rest.length === 0 && <small class="bad">{told(offer.why)}</small>}
    </li>
  );
}

function canChoose(key: (typeof SHOWN)[number], entry: ModelEntry, offer: Offer | undefined): boolean {
  const words = offer?.options[key];
  if (!words || (key === "reference" && !isPanel())) return false;
  return !(key in entry) || words.includes(entry[key] as string);
}

function Offered({ list }: { list: Offer[] }) {
  const [sought, setSought] = useState("");
  const fits = (offer: Offer): boolean => `${kindLabel(offer.kind)} ${offer.kind} ${kindHelp(offer.kind)}`.toLowerCase().includes(sought.trim().toLowerCase());
  const found = list.filter(fits);
  const closed = found.filter((offer) => offer.why !== null);
  return (
    <div class="offers">
      <label class="field">
        {say("page.find-model")}
        <input type="search" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
      </label>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("page.add-model")}>
        {([false, true] as const).map((overTime) => {
          const these = found.filter((offer) => offer.over_time === overTime && offer.why === null);
          return these.length > 0 && (
            <section key={String(overTime)}>
              <h3>{say(overTime ? "page.models-change" : "page.models-static")}</h3>
              <ul class="offer">
                {these.map((offer) => (
                  <li key={offer.kind}>
                    <span>
                      <strong>{kindLabel(offer.kind)}</strong>
                      <small>{kindHelp(offer.kind)}</small>
                    </span>
                    <button type="button" aria-label={say("page.add-what", { what: kindLabel(offer.kind) })} onClick={() => add(offer)}>{say("page.add")}</button>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {found.length === 0 && <p class="hint">{say("page.no-such-model")}</p>}
      </div>
      {closed.length > 0 && (
        <details>
          <summary>{say("page.models-closed", { n: closed.length })}</summary>
          <dl class="closed">
            {closed.map((offer) => (
              <div key={offer.kind}>
                <dt>{kindLabel(offer.kind)}</dt>
                <dd>{offer.why && told(offer.why)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

/** A model that measures as the study does, where it can. */
function add({ kind, options }: Offer): void {
  const { orientation, reference, models: further } = draft.value.options;
  const entry: ModelEntry = { name: freeName(kind, models().map((one) => one.name)), kind };
  if (options["orientation"]?.includes(orientation)) entry["orientation"] = orientation;
  if (isPanel() && reference && options["reference"]?.includes(reference)) entry["reference"] = reference;
  choose({ models: [...further, entry] });
}
