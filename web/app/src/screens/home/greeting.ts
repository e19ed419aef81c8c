// Greeting by the time of day, with a first name where there is one.

const AFTERNOON = 12;
const EVENING = 18;
/** Until then it is still the evening of somebody who is awake. */
const MORNING = 4;

export function greeting(name: string | null | undefined, hour: number): string {
  const time = hour < MORNING || hour >= EVENING ? "evening" : hour < AFTERNOON ? "morning" : "afternoon";
  const first = name?.trim().split(/\s+/)[0];
  return first ? `Good ${time}, ${first}` : `Good ${time}`;
}
