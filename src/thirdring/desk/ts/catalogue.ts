// Words of the screens in the reader's language. The page carries its catalogue as JSON (msgid → translation,
// or → list of plural forms), so that no second request decides whether a word is known.
import { embedded } from "./dom";

const catalogue = embedded<Record<string, string | string[]>>("catalogue") ?? {};
const language = document.documentElement.lang || "ru";
const plural = new Intl.PluralRules(language);
// gettext's forms of ru and uk stand in this order; English has the first and the last only.
const forms = language === "en" ? ["one", "other"] : ["one", "few", "many", "other"];

/** The translation of `msgid`; `{name}` parts are replaced by the values given. */
export function gettext(msgid: string, values: Record<string, string | number> = {}): string {
  const found = catalogue[msgid];
  return filled(typeof found === "string" ? found : (found?.[0] ?? msgid), values);
}

/** The plural form that goes with `n`; `{n}` in it is replaced by the number. */
export function ngettext(one: string, many: string, n: number): string {
  const found = catalogue[one];
  const form = Array.isArray(found) ? (found[forms.indexOf(plural.select(n))] ?? found.at(-1)) : undefined;
  return filled(form ?? (n === 1 ? one : many), { n });
}

function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
