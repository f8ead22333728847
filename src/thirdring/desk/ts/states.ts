// What states are called on the screen, one word each, everywhere the same.
import { gettext } from "./catalogue";
import { directory } from "./directory";
import type { OperatorState } from "./world";

const NAMES: Record<OperatorState, () => string> = {
  "logged out": () => gettext("not on shift"),
  paused: () => gettext("pause"),
  ready: () => gettext("ready"),
  unreachable: () => gettext("phone lost"),
  offered: () => gettext("ringing"),
  talking: () => gettext("in conversation"),
  "coming back": () => gettext("phone lost, comes back"),
  "wrap-up": () => gettext("wrap-up"),
  promise: () => gettext("calls back"),
  supervising: () => gettext("listens"),
  "set aside": () => gettext("set aside"),
};

const REASONS: Record<string, () => string> = {
  login: () => gettext("shift begins"),
  logout: () => gettext("shift ends"),
  missed: () => gettext("The call was not answered within the rings that the rules allow, and went on to a colleague."),
  refused: () => gettext("You refused the call; it went on to a colleague."),
  "phone busy": () => gettext("Your phone answered that it was busy; the call went on to a colleague."),
  "phone failed": () => gettext("Your phone could not be reached; the call went on to a colleague."),
  "phone lost": () => gettext("Your phone was lost in a conversation and did not come back in time. The caller went to a colleague, with the card."),
  "promise not taken": () => gettext("The promise was not begun in time and went back to the list."),
  "desk gone": () => gettext("Your desk was closed, so no calls came to you."),
};

export const stateName = (state: OperatorState): string => NAMES[state]();

/** A reason in words: one of the centre's pauses, one that the router gives, or what was typed. */
export function reasonName(reason: string): string {
  return directory.pauses.find(({ key }) => key === reason)?.name ?? REASONS[reason]?.() ?? reason;
}
