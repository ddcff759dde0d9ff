import { DefaultNamingStrategy, type NamingStrategyInterface } from "typeorm";

/** `firstSeenAt` in TypeScript is `first_seen_at` in the database. */
export class SnakeNames extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
