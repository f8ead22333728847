// A card outside the desk: put aside or opened from the journal. Filled in and closed by the same rules.
import { CardPane } from "./card";
import { byId } from "./dom";
import { notice } from "./notices";
import "./page";
import { MessagePlayer } from "./promiseplayer";
import { Voices } from "./voices";

const card = new CardPane(
  byId("card-zone"),
  () => "",
  () => undefined,
  (refusal) => notice(refusal.message),
  () => window.location.reload(),
);
card.adopt();
for (const place of document.querySelectorAll<HTMLElement>(".player")) new MessagePlayer(place);
for (const place of document.querySelectorAll<HTMLElement>(".voices")) new Voices(place);
card.setEnding(card.closed ? "none" : "close");
