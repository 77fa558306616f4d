// Plots as SVG, by hand: bars of one measure, and curves on logarithmic axes.

const font = 'font-family="system-ui, sans-serif" font-size="12"';
const colours = ["#0b6e4f", "#8a8f98", "#c0562f", "#3b5ba5", "#7d4e9e", "#b08900", "#5b8c5a"];
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const round = (n) => Number(n.toFixed(1));

const frame = (width, height, title, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<rect width="${width}" height="${height}" fill="#fff"/>
<g ${font} fill="#24292f">
<text x="10" y="20" font-weight="600">${escape(title)}</text>
${content}
</g>
</svg>
`;

/** One bar for each of rows, [name, value, text]; ours stands out. On a logarithmic scale, bars begin at a tenth of the least value. */
export function bars(title, rows, { logarithmic = false } = {}) {
  const left = 290;
  const room = 330;
  const values = rows.map(([, value]) => value);
  const most = Math.max(...values);
  const least = Math.min(...values) / 10;
  const length = (value) =>
    logarithmic ? Math.log(value / least) / Math.log(most / least) : value / most;
  const content = rows.map(([name, value, text], i) => {
    const y = 34 + i * 24;
    const width = round(Math.max(1, length(value) * room));
    return `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escape(name)}</text>
<rect x="${left}" y="${y}" width="${width}" height="17" fill="${colours[name.startsWith("ours") ? 0 : 1]}"/>
<text x="${round(left + width + 6)}" y="${y + 13}">${escape(text)}</text>`;
  });
  return frame(760, 44 + rows.length * 24, title, content.join("\n"));
}

/** Curves of [x, y] pairs by name. */
export function curves(title, across, up, lines) {
  const [left, top, width, height] = [60, 40, 400, 240];
  const all = Object.values(lines).flat();
  const scale = (index, from, to) => {
    const logs = all.map((pair) => Math.log10(pair[index]));
    const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
    const place = (value) =>
      round(from + ((Math.log10(value) - low) / (high - low || 1)) * (to - from));
    const marks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { place, marks };
  };
  const x = scale(0, left, left + width);
  const y = scale(1, top + height, top);
  const short = (n) => (n >= 1e6 ? `${n / 1e6}M` : n >= 1e3 ? `${n / 1e3}k` : String(n));
  const grid = [
    ...x.marks.map(
      (mark) => `<path d="M${x.place(mark)} ${top}v${height}" stroke="#d8dee4"/>
<text x="${x.place(mark)}" y="${top + height + 16}" text-anchor="middle">${short(mark)}</text>`,
    ),
    ...y.marks.map(
      (mark) => `<path d="M${left} ${y.place(mark)}h${width}" stroke="#d8dee4"/>
<text x="${left - 6}" y="${y.place(mark) + 4}" text-anchor="end">${short(mark)}</text>`,
    ),
  ];
  const drawn = Object.entries(lines).map(([name, points], i) => {
    const path = points.map(([a, b]) => `${x.place(a)} ${y.place(b)}`).join("L");
    return `<path d="M${path}" fill="none" stroke="${colours[i]}" stroke-width="2"/>
<text x="${left + width + 12}" y="${top + 14 + i * 18}" fill="${colours[i]}">${escape(name)}</text>`;
  });
  const labels = `<text x="${left + width / 2}" y="${top + height + 34}" text-anchor="middle">${escape(across)}</text>
<text x="${left}" y="${top - 6}">${escape(up)}</text>`;
  return frame(760, top + height + 46, title, [...grid, ...drawn, labels].join("\n"));
}
