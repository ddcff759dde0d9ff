import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { SETTINGS_ID, type Settings } from "../settings.ts";
import { Playground } from "./playground.ts";

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, language: string): Worker {
      const name = language === "json" || language === "graphql" ? language : "editor";
      return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: "module" });
    },
  },
});

const root = document.getElementById("playground");
const told = document.getElementById(SETTINGS_ID)?.textContent;
if (root === null || told === undefined) throw new Error("the page is not ours");
const settings: Settings = JSON.parse(told);
createRoot(root).render(createElement(Playground, { settings }));
