// Builds static/dist from assets/: one stylesheet, one bundle per script, the type and the pictures.
//
//   npm run build            once
//   npm run watch            again whenever a source changes
//
// Names stay the same from build to build; the site adds a mark of the content to each address
// (rose_training/web/site.py), so that browsers may keep what they have for a year.

import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const assets = path.join(root, "assets");
const dist = path.join(root, "static", "dist");
const modules = path.join(root, "node_modules");

const FONTS = [
  "atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
  "atkinson-hyperlegible-next-latin-wght-italic.woff2",
];

async function buildStyles() {
  const { css } = await sass.compileAsync(path.join(assets, "scss", "site.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(path.join(dist, "site.css"), css);
}

/** Each file directly under assets/js is one script; files in its folders are parts of them. */
async function buildScripts() {
  const folder = path.join(assets, "js");
  const entries = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  await esbuild.build({
    entryPoints: entries.map((name) => path.join(folder, name)),
    outdir: dist,
    bundle: true,
    format: "esm",
    minify: true,
    nodePaths: [modules],
    target: ["es2020"],
  });
}

async function copyPictures() {
  await cp(path.join(assets, "img"), path.join(dist, "img"), { recursive: true });
}

async function copyFonts() {
  const from = path.join(modules, "@fontsource-variable", "atkinson-hyperlegible-next", "files");
  await mkdir(path.join(dist, "fonts"), { recursive: true });
  await Promise.all(FONTS.map((name) => cp(path.join(from, name), path.join(dist, "fonts", name))));
}

// Beside each text file its compressed forms, which the server hands out to browsers that take them.
async function compress() {
  const names = await readdir(dist, { recursive: true });
  const texts = names.filter((name) => /\.(css|js|svg)$/.test(name)).map((name) => path.join(dist, name));
  await Promise.all(
    texts.map(async (file) => {
      const content = await readFile(file);
      await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
      await writeFile(`${file}.br`, brotliCompressSync(content));
    }),
  );
}

async function build() {
  const started = performance.now();
  await mkdir(dist, { recursive: true });
  await Promise.all([buildStyles(), buildScripts(), copyPictures(), copyFonts()]);
  await compress();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`Built static/dist in ${seconds} s`);
}

await build();

if (process.argv.includes("--watch")) {
  let waiting = null;
  watch(assets, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => build().catch((problem) => console.error(problem.message)), 100);
  });
}
