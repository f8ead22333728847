// Telephone numbers as people read them aloud: grouped, never changed. The server decides what a number is.

const GROUPS: [RegExp, string][] = [
  [/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, "+7 $1 $2-$3-$4"],
  [/^\+380(\d{2})(\d{3})(\d{2})(\d{2})$/, "+380 $1 $2-$3-$4"],
];

/** The number in groups; a hidden or unknown one as it came. */
export function number(e164: string): string {
  for (const [shape, groups] of GROUPS) if (shape.test(e164)) return e164.replace(shape, groups);
  return e164;
}
