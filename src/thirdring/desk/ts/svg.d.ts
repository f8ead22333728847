// A picture as its own text (build.mjs).
declare module "*.svg" {
  const text: string;
  export default text;
}
