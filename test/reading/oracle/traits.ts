import type { CustomerRow } from "./tables.ts";

/** What is shown of a customer's traits that every customer may have, by the names of the API; nothing masked. */
export function shownTraits(row: CustomerRow, now: Date) {
  const names = [row.first_name, row.last_name].filter((name) => name !== null).join(" ");
  return {
    displayName: row.display_name ?? (names === "" ? null : names),
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    phone: row.phone,
    birthDate: row.birth_date,
    gender: row.gender,
    ageBand: ageBand(row, now),
    occupation: row.occupation,
    country: row.country,
    city: row.city,
    language: row.language,
    timeZone: row.time_zone,
  };
}

function ageBand({ birth_date, age_band }: CustomerRow, now: Date): string | null {
  if (birth_date === null) return age_band;
  const [year = 0, month = 0, day = 0] = birth_date.split("-").map(Number);
  const hadBirthday = now.getUTCMonth() + 1 > month || (now.getUTCMonth() + 1 === month && now.getUTCDate() >= day);
  const age = now.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
  if (age < 18) return null;
  const upTo = [25, 35, 45, 55].find((oldest) => age <= oldest);
  return upTo === undefined ? "AGE_56_PLUS" : `AGE_${upTo === 25 ? 18 : upTo - 9}_${upTo}`;
}
