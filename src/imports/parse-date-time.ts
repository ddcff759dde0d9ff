import { isTimeZone } from "../math/time-zones.ts";
import { type DateTimeReader, dateTimeReader } from "./date-times.ts";
import { below, type MapNode, type MapReader, type MapSection } from "./map-tree.ts";
import type { ValueType } from "./value-rule.ts";

/** The `format` and `zone` of a value; a birthday is the same day everywhere, so only times have a zone. */
export function parseDateTime(
  reader: MapReader,
  node: MapNode,
  section: MapSection,
  type: ValueType,
): { dateTime?: DateTimeReader } {
  const [format, zone] = [section.get("format"), section.get("zone")];
  if (type !== "date" && type !== "datetime") {
    const stray = format ?? zone;
    if (stray) reader.fault(stray.path, "belongs to the types date and datetime");
    return {};
  }
  if (type === "date" && zone) reader.fault(zone.path, "a date without a time has no zone");
  const zoneName = type === "date" ? "UTC" : zone && parseZone(reader, zone);
  const dateTime = dateTimeReader(format ? reader.text(format) : "iso", zoneName);
  if (typeof dateTime !== "string") return { dateTime };
  reader.fault(format ? below(node.path, "format") : node.path, dateTime);
  return {};
}

function parseZone(reader: MapReader, node: MapNode): string {
  const zone = reader.text(node, "an IANA time zone such as Europe/London");
  if (isTimeZone(zone)) return zone;
  reader.fault(node.path, `"${zone}" is not an IANA time zone such as Europe/London`);
  return "UTC";
}
