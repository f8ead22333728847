// Bundles the screens: one script per page, one style sheet, the icons that are used, the fonts.
// Everything lands in static/desk/build/ and is served from there: a page asks no other host for anything.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "static", "desk", "build");
const wallboard = path.join(here, "..", "..", "wallboard");
const require = createRequire(import.meta.url);

/** Names of Tabler's outline icons, as templates (`{% icon "phone" %}`) and modules (`icon("phone")`) use them. */
const icons = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));

async function sprite() {
  const symbols = await Promise.all(
    icons.map(async (name) => {
      const svg = await readFile(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8").catch(() =>
        readFile(path.join(path.dirname(require.resolve("@tabler/icons/package.json")), "icons", "outline", `${name}.svg`), "utf8"),
      );
      const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).trim();
      return `<symbol id="icon-${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  await writeFile(path.join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

const settings = {
  entryPoints: {
    desk: path.join(here, "desk.ts"),
    call: path.join(here, "call.ts"),
    cardpage: path.join(here, "cardpage.ts"),
    page: path.join(here, "page.ts"),
    theme: path.join(here, "theme.ts"),
    style: path.join(here, "..", "style", "style.css"),
    wallboard: path.join(wallboard, "ts", "wallboard.ts"),
    supervisor: path.join(wallboard, "ts", "supervisor.ts"),
    watching: path.join(wallboard, "style", "watching.css"),
  },
  outdir: target,
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  minify: true,
  sourcemap: true,
  legalComments: "none",
  loader: { ".woff2": "file", ".svg": "text" },
  assetNames: "[name]",
  logLevel: "warning",
};

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await sprite();
if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...settings, logLevel: "info" });
  await context.watch();
} else {
  await esbuild.build(settings);
}
