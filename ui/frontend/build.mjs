// Makes ui/assets from src/: `node build.mjs OUT SOURCES`, SOURCES being the hash that manifest.json is to carry.
import * as esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";

const [out, sources] = process.argv.slice(2);
const WIDGETS = ["worklist", "diagram", "upload", "papers", "keys", "longtext", "preview", "bell", "shortcuts", "modeler", "formeditor", "decisioneditor", "repairs"];
const WEIGHTS = [400, 500, 600, 700];
const SUBSETS = ["vietnamese", "latin"];
const LETTER_FONTS = { "400Regular": "Regular", "400Regular_Italic": "Italic", "700Bold": "Bold" };

// a style sheet reaches its widget as text, because a shadow root links none by itself
const styleAsText = {
  name: "style-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const style = await fs.promises.readFile(file, "utf8");
      const { code } = await esbuild.transform(style, { loader: "css", minify: true, legalComments: "none" });
      return { contents: code, loader: "text" };
    });
  },
};

async function bundle() {
  const { metafile } = await esbuild.build({
    entryPoints: WIDGETS.map((name) => `src/${name}.js`),
    outdir: out,
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    target: "es2022",
    entryNames: "[name]-[hash]",
    chunkNames: "shared-[hash]",
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
    plugins: [styleAsText],
  });
  return metafile;
}

function entriesOf(metafile) {
  const made = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    made.map(([file, output]) => [path.basename(output.entryPoint, ".js"), path.basename(file)]).sort(),
  );
}

function packagesOf(metafile) {
  const folder = /^node_modules\/(@[^/]+\/[^/]+|[^/]+)\//;
  const found = Object.keys(metafile.inputs).map((input) => folder.exec(input)?.[1]);
  return [...new Set(found.filter(Boolean))].sort();
}

function writeLicences(packages) {
  const texts = packages.map((name) => {
    const file = fs.readdirSync(`node_modules/${name}`).find((entry) => /^licen[cs]e/i.test(entry));
    const { version, license } = JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, "utf8"));
    const text = file ? fs.readFileSync(`node_modules/${name}/${file}`, "utf8").trim() : license;
    return `${name} ${version}\n${"-".repeat(40)}\n${text}\n`;
  });
  fs.writeFileSync(path.join(out, "LICENSES.txt"), texts.join("\n\n"));
}

function copyFonts() {
  const screen = "node_modules/@fontsource/be-vietnam-pro";
  fs.mkdirSync(path.join(out, "fonts"));
  fs.copyFileSync(`${screen}/LICENSE`, path.join(out, "fonts/LICENSE"));
  for (const subset of SUBSETS)
    for (const weight of WEIGHTS) {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      fs.copyFileSync(`${screen}/files/${file}`, path.join(out, "fonts", file));
    }
  const letters = "node_modules/@expo-google-fonts/tinos";
  fs.mkdirSync(path.join(out, "letter-fonts"));
  fs.copyFileSync(`${letters}/LICENSE_FONT`, path.join(out, "letter-fonts/LICENSE"));
  for (const [folder, style] of Object.entries(LETTER_FONTS))
    fs.copyFileSync(`${letters}/${folder}/Tinos_${folder}.ttf`, path.join(out, `letter-fonts/Tinos-${style}.ttf`));
}

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
const metafile = await bundle();
writeLicences(packagesOf(metafile));
copyFonts();
for (const image of ["logo.svg", "favicon.svg"]) fs.copyFileSync(image, path.join(out, image));
// written last: a build that broke half-way has no manifest and is made again
const manifest = { sources, entries: entriesOf(metafile) };
fs.writeFileSync(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
