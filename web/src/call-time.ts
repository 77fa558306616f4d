// The times that a visitor can choose for the call. The definition lists a week
// from Monday on.

/** Lists the times from now on; today's past times are left out. */
export function sortCallTimes(select: HTMLSelectElement): void {
  const { value: chosen } = select;
  const now = new Date();
  const clock = now.toTimeString();
  // Days from today, and the time.
  const key = ({ value }: HTMLOptionElement) => {
    const day = ("sunmontuewedthufrisat".indexOf(value.slice(0, 3)) / 3 + 7 - now.getDay()) % 7;
    return (day || value.slice(4) > clock ? day : 7) + value.slice(4);
  };
  const [first, ...times] = select.options;
  times.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  select.replaceChildren(first!, ...times.filter((o) => o.selected || key(o) < "7"));
  select.value = chosen; // each option was selected while it was the first
}
