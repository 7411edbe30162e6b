// A study that was changed elsewhere, while its choices were being changed here.
import { get, Refusal } from "../api";
import { complain, warn } from "../notices";
import { Problem } from "../problem";
import { say } from "../words";
import { BLANK, begin, draft } from "./draft";
import { draftOf, type Choices } from "./fill";

export const choicesOf = (id: string): Promise<Choices> => get(`studies/${id}/choices`);

export const warnOfNewer = (): void => warn(() => say("page.newer-choices"));

/** The draft goes on where the study is as it was when it began, and begins anew where it is not. */
export async function beginWithNewest(id: string): Promise<void> {
  const got = await choicesOf(id);
  const { of } = draft.value;
  if (of?.id === id && of.sha256 === got.sha256) return;
  begin(draftOf(id, got, BLANK.options));
  if (of?.id === id) warnOfNewer();
}

/** Why choices were not kept; where the study is another by now, with the way to it. */
export function Unkept({ why, renew }: { why: unknown; renew: () => Promise<void> }) {
  if (!(why instanceof Refusal) || why.code !== "study-changed") return <Problem why={why} />;
  return (
    <>
      <Problem why={why} />
      <p><button type="button" onClick={() => void renew().catch(complain)}>{say("page.load-newer")}</button></p>
    </>
  );
}
