export { DEMO_DEFAULTS, type DemoSettings } from "./settings.ts";
