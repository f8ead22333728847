// Words of the screens in the reader's language: the page carries its catalogue as JSON, so that no second
// request decides whether a word is known.
import { embedded } from "./dom";

const catalogue = embedded<Record<string, string>>("catalogue") ?? {};

/** The translation of `msgid`; `{name}` parts are replaced by the values given. */
export function gettext(msgid: string, values: Record<string, string | number> = {}): string {
  return (catalogue[msgid] ?? msgid).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
