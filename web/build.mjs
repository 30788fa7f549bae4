// Builds the browser's part of TimeTracker: web/src → web/dist, every file under a name that holds its hash.
//
// What goes in: src/app.ts (with what it imports), src/app.css (with its @imports and the fonts they name), src/docs.ts
// (the reference of the API, a page of its own, with its styles), and everything in src/static. What comes out: the hashed files, a .br and a .gz beside each file that shrinks,
// licences.txt for the third-party code inside, and manifest.json, which says where each file went:
//
//   { "app.js": "app.K3J5….js", "favicon.svg": "favicon.9f86….svg", … }
//
// The server's build script runs this file and embeds the folder; `node build.mjs` runs it by hand.
// manifest.json is written last, so that an interrupted build is seen as no build.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
const source = join(web, "src");
const dist = join(web, "dist");

/** Fonts and pictures are compressed already; a second pass only costs time. */
const SHRINKING = new Set([".js", ".css", ".svg", ".json", ".txt", ".webmanifest"]);

const files = await collect().catch((error) => {
  console.error(error.errors ? "The bundle failed, see above." : error);
  process.exit(1);
});
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
for (const { hashed, content } of files) {
  await writeFile(join(dist, hashed), content);
  if (SHRINKING.has(extname(hashed))) await writeCompressed(hashed, content);
}
const manifest = Object.fromEntries(files.map(({ plain, hashed }) => [plain, hashed]));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

/** Everything that goes into dist but the manifest, by name: `{ plain, hashed, content }`. */
async function collect() {
  const found = [...(await bundle()), ...(await staticFiles()), hashed("licences.txt", await licences())];
  return found.sort((a, b) => (a.plain < b.plain ? -1 : 1));
}

/** Bundles the script and the style sheet; fonts named in the style sheet come along under hashed names. */
async function bundle() {
  const result = await build({
    absWorkingDir: web,
    entryPoints: ["app.ts", "app.css", "docs.ts"].map((name) => join(source, name)),
    outdir: dist,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file", ".svg": "file" },
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome111", "firefox114", "safari16.4"],
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  // A brace that is missing is only a warning to the bundler, and half a page without style to people.
  if (result.warnings.length > 0) throw new Error("The bundle has warnings, see above.");
  return result.outputFiles.map(({ path, contents }) => ({
    plain: plainName(basename(path)),
    hashed: basename(path),
    content: contents,
  }));
}

/** "app.K3J5QXYZ.css" → "app.css". */
function plainName(hashed) {
  return hashed.replace(/\.[A-Z0-9]{8}(\.[^.]+)$/, "$1");
}

/** Every file of src/static as it is; there may be none. */
async function staticFiles() {
  const folder = join(source, "static");
  const names = await readdir(folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return Promise.all(names.map(async (name) => hashed(name, await readFile(join(folder, name)))));
}

function hashed(plain, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const extension = extname(plain);
  return { plain, hashed: `${basename(plain, extension)}.${hash}${extension}`, content };
}

/** The licence texts of the packages whose code or fonts end up in dist: all but the build tools. */
async function licences() {
  const { dependencies } = JSON.parse(await readFile(join(web, "package.json"), "utf8"));
  const texts = await Promise.all(
    Object.entries(dependencies).map(async ([name, version]) => {
      const text = await readFile(join(web, "node_modules", name, "LICENSE"), "utf8");
      return `${name} ${version}\n\n${text.trim()}\n`;
    }),
  );
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** Puts the Brotli and gzip forms beside a file, so that the server never compresses while somebody waits. */
async function writeCompressed(name, content) {
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(content, { level: 9 });
  if (brotli.length < content.length) await writeFile(join(dist, `${name}.br`), brotli);
  if (gzip.length < content.length) await writeFile(join(dist, `${name}.gz`), gzip);
}
