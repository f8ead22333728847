// What is said, filled in: a text of clause 7 in the language of the caller, with everybody's names in it. Pure.
import { gettext } from "./catalogue";
import { directory, lineOf, queueOf, personOf, type Called, type Language, type Text } from "./directory";

export const LANGUAGES: Language[] = ["ru", "uk", "en"];

const { phrases } = directory;

export const textOf = (key: string): Text | undefined => phrases.texts.find((text) => text.key === key);
export const textsOf = (module: Text["module"]): Text[] => phrases.texts.filter((text) => text.module === module);
export const languageOf = (line: string): Language => lineOf(line)?.language ?? "ru";

/** As the card keeps it: which text, in which version. */
export const noteOf = (key: string): string => `${key}@${textOf(key)?.version ?? ""}`;

/** Where the text comes from, and in which version it stands here. */
export const sourceOf = ({ clause, version }: Text): string => gettext("{edition}, clause {clause} · texts of version {n}", { edition: phrases.edition, clause: clause || "–", n: version });

/** A field that is not known is a blank, as in the order; an unknown caller is simply not addressed. */
export function filled(wording: string, fields: Record<string, string>): string {
  return wording
    .replace(/,?\s*\{(\w+)\}/g, (whole, name: string) => {
      const value = fields[name];
      if (value) return whole.replace(`{${name}}`, value);
      return name === "caller" ? "" : whole.replace(`{${name}}`, phrases.blank);
    })
    .replace(/\s+(?=[.,?!])/g, "");
}

/** The words of a text to this caller of this line. */
export function said(key: string, language: Language, line: string, caller: string): string {
  const wording = textOf(key)?.[language].plain ?? "";
  return filled(wording, { organisation: lineOf(line)?.organisation ?? "", operator: phrases.operator, post: phrases.post, caller });
}

/** "This question is for …. May I put you through?", of a colleague or a queue. */
export function transferSaid(called: Called, language: Language): string {
  const wording = textOf("transfer")?.[language];
  if (!wording) return "";
  return filled((called.her && wording.ofHer) || wording.plain, { colleague: language === "en" ? called.plain : called.declined });
}

export function calledOf(toOperator: number | null, toQueue: string | null): Called | undefined {
  return toOperator !== null ? personOf(toOperator)?.person.called : queueOf(toQueue ?? "")?.queue.called;
}
