import { getMetadataArgsStorage } from "typeorm";
import { SnakeNames } from "./naming.ts";

export type Entity = new () => object;

const names = new SnakeNames();

/** The column's name in the database; a property that the entity does not have is a fault at start. */
export function columnName(entity: Entity, property: string): string {
  const found = getMetadataArgsStorage()
    .filterColumns(entity)
    .find((candidate) => candidate.propertyName === property);
  if (found === undefined) throw new Error(`${entity.name} has no column ${property}`);
  return names.columnName(property, found.options.name);
}
