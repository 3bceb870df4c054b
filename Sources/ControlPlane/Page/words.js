// How states, sums and times are worded.

const states = { awaiting_approval: "waits for approval", review: "being checked" };

export const stateWord = state => states[state] ?? state;

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** At least cents; small sums down to a hundredth of one. */
export const dollars = amount =>
  `$${amount === 0 || Math.abs(amount) >= 0.1 ? amount.toFixed(2) : amount.toFixed(4).replace(/0{1,2}$/, "")}`;

/** "$1.20 of $20.00", "$1.20", or nothing where nothing was spent and nothing caps it. */
export function spend(spent, cap) {
  if (cap !== null && cap !== undefined) return `${dollars(spent ?? 0)} of ${dollars(cap)}`;
  return spent ? dollars(spent) : "";
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export const clock = date => clockFormat.format(date);

export function day(date) {
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return "Today";
  today.setDate(today.getDate() - 1);
  return date.toDateString() === today.toDateString() ? "Yesterday" : dayFormat.format(date);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
