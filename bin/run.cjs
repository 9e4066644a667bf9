const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { homedir } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// Compiled modules make the next start several times faster. They lie in the user's own cache folder: in a shared
// temporary folder another user could plant some.
const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
enableCompileCache(join(cacheHome, "poolkeeper"));

const source = join(__dirname, "../src/cli/main.ts");
const built = join(__dirname, "../dist/cli/main.js");
import(pathToFileURL(existsSync(source) ? source : built).href);
