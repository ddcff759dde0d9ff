import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createElement, type ReactNode, useMemo, useState } from "react";
import type { Settings } from "../settings.ts";
import { askWith, headersWith, keyIn } from "./ask.ts";
import { storageWithoutKeys } from "./storage.ts";

const PLUGINS = [{ ...explorerPlugin(), title: "Explorer" }, HISTORY_PLUGIN];

/** GraphiQL as ours. A new key makes a new fetcher, with which GraphiQL reads the schema again. */
export function Playground({ settings }: { settings: Settings }): ReactNode {
  const [key, setKey] = useState(settings.key);
  const fetcher = useMemo(() => askWith(key), [key]);
  const onEditHeaders = (text: string) => setKey(keyIn(text) ?? key);
  return createElement(
    GraphiQL,
    {
      fetcher,
      plugins: PLUGINS,
      defaultTabs: settings.examples.map((example) => ({ ...example })),
      defaultHeaders: headersWith(settings.key),
      defaultEditorToolsVisibility: "headers",
      onEditHeaders,
      shouldPersistHeaders: false,
      storage: storageWithoutKeys,
    },
    createElement(GraphiQL.Logo, {}, "Tributary"),
  );
}
