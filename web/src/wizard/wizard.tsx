import { say } from "../words";

export function Wizard() {
  return <main id="main" class="alone" tabIndex={-1}><h1>{say("page.own")}</h1></main>;
}
