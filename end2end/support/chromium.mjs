// Which browser tests drive: Chromium's headless shell, the same engine without a window, which takes half the
// time; Chromium itself where that isn't there.
import { existsSync } from "node:fs";

const SHELL = "/usr/lib/chromium/chromium-headless-shell";

export const CHROMIUM = process.env.CHROMIUM ?? (existsSync(SHELL) ? SHELL : "/usr/bin/chromium");
