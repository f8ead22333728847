// Who and what the centre consists of: changes seldom, comes with the page.
import { embedded } from "./dom";

export interface Person {
  id: number;
  name: string;
  post: string;
  department: string; // key
  level: number;
}

export interface QueueEntry {
  key: string;
  name: string;
  department: string; // key, "" when it belongs to the organisation
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

/** A line and what is said on it, in the line's own language. `{organisation}` and the like are filled in here. */
export interface Line {
  name: string;
  organisation: string;
  greeting: string;
  parting: string;
  passing: { person: string; queue: string; busy: string };
  callBack: string;
}

export interface Directory {
  organisations: Organisation[];
  lines: Record<string, Line>; // by number
  mine: string[]; // queues that I can serve
  owes: string[]; // owners of promises that I may be given, besides myself: "queue:…", "skill:…"
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
  ringCycle: number; // ms of one ring with its pause
  takeLimit: number; // ms from being given a promise to dialling
  urls: { stream: string; commands: string; card: string; idle: string; promise: string; promises: string; number: string };
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
