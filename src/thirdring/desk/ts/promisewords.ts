// What promises are called on the screen: one line for each origin, with the sign that stands for it everywhere.
import { gettext } from "./catalogue";
import type { PromiseOrigin } from "./world";

const ORIGINS: Record<PromiseOrigin, [sign: string, name: () => string]> = {
  message: ["message-2", () => gettext("Left a voice message")],
  "call-back from the queue": ["phone-outgoing", () => gettext("Asked for a call back")],
  missed: ["phone-x", () => gettext("Hung up while waiting")],
  broken: ["phone-off", () => gettext("The connection broke")],
  "chosen time": ["calendar-time", () => gettext("A call at a chosen time")],
  "level 2 busy": ["users", () => gettext("The colleague was busy")],
};

export const originSign = (origin: PromiseOrigin): string => ORIGINS[origin][0];
export const originName = (origin: PromiseOrigin): string => ORIGINS[origin][1]();
