// Telephone numbers as people read them aloud: grouped, never changed. The server decides what a number is.
import { gettext } from "./catalogue";

const FROM_THE_SITE = "web-caller"; // the endpoint of the page "Call from the site" has no number

const GROUPS: [RegExp, string][] = [
  [/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, "+7 $1 $2-$3-$4"],
  [/^\+380(\d{2})(\d{3})(\d{2})(\d{2})$/, "+380 $1 $2-$3-$4"],
];

/** The number in groups; an unknown one as it came; in words when there is none. */
export function number(e164: string): string {
  if (e164 === FROM_THE_SITE) return gettext("Caller from the site");
  if (!e164) return gettext("Hidden number");
  for (const [shape, groups] of GROUPS) if (shape.test(e164)) return e164.replace(shape, groups);
  return e164;
}
