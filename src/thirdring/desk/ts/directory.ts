// Who and what the centre consists of: changes seldom, comes with the page.
import { embedded } from "./dom";

export interface Person {
  id: number;
  name: string;
  post: string;
  department: string; // key
  level: number;
  called: Called;
}

/** How clause 4 has somebody named to the caller: where, what, who. */
export interface Called {
  declined: string; // as Russian and Ukrainian need it: "врача-эксперта Показовой Ольги Павловны"
  plain: string;
  her: boolean;
}

export interface QueueEntry {
  key: string;
  name: string;
  department: string; // key, "" when it belongs to the organisation
  called: Called;
}

export interface Department {
  key: string;
  name: string;
  skill: string; // whoever has it works there
}

export interface Organisation {
  id: number;
  name: string;
  departments: Department[];
  people: Person[];
  queues: QueueEntry[];
}

export type Language = "ru" | "uk" | "en";

export interface Line {
  name: string;
  organisation: string; // its full name
  language: Language; // in which its callers are greeted
  callBack: string;
}

interface Wording {
  plain: string;
  ofHer: string; // the same where it speaks of a woman, "" when that makes no difference
  steps: string[];
}

/** A text of clause 7, 9 or 10, in all languages. */
export interface Text extends Record<Language, Wording> {
  key: string;
  module: "greeting" | "waiting" | "transfer" | "busy" | "closing" | "tactics";
  clause: string;
  version: string; // "1": as shipped; "1.3": the house's third in its place
}

/** What I say: the texts in force, and how I introduce myself. */
export interface Phrases {
  edition: string;
  blank: string;
  operator: string;
  post: string;
  texts: Text[];
}

export interface Directory {
  organisations: Organisation[];
  lines: Record<string, Line>; // by number
  mine: string[]; // queues that I can serve
  owes: string[]; // owners of promises that I may be given, besides myself: "queue:…", "skill:…"
  phrases: Phrases;
  pauses: { key: string; name: string }[];
}

export interface Desk {
  operator: number;
  name: string;
  device: { key: string; kind: "browser" | "desk phone" | "mobile" } | null;
  devices: { key: string; kind: "browser" | "desk phone" | "mobile"; name: string }[];
  phone: { url: string; user: string; password: string; realm: string } | null;
  talkLimit: number; // ms, clause 8 of the edition in force
  talkWarning: number;
  ringCycle: number; // ms of one ring with its pause, clause 1
  ringOn: number; // ms of the ring alone
  takeLimit: number; // ms from being given a promise to dialling
  urls: { stream: string; commands: string; card: string; idle: string; promise: string; promises: string; number: string; crm: string };
}

const read = embedded<Directory>("directory");
const settings = embedded<Desk>("desk");
if (!read || !settings) throw new Error("the desk's page came without its directory or settings");

export const directory: Directory = read;
export const desk: Desk = settings;

const people = new Map<number, { person: Person; organisation: Organisation; department: string }>();
const queues = new Map<string, { queue: QueueEntry; organisation: Organisation }>();
for (const organisation of directory.organisations) {
  const departments = new Map(organisation.departments.map((department) => [department.key, department.name]));
  for (const person of organisation.people)
    people.set(person.id, { person, organisation, department: departments.get(person.department) ?? "" });
  for (const queue of organisation.queues) queues.set(queue.key, { queue, organisation });
}

export const personOf = (id: number) => people.get(id);
export const queueOf = (key: string) => queues.get(key);
export const queueName = (key: string) => queues.get(key)?.queue.name ?? key;
export const lineOf = (number: string) => directory.lines[number];
export const lineName = (number: string) => directory.lines[number]?.name ?? "";
