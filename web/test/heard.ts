// A form as a screen reader presents it: Chromium's accessibility tree with names,
// descriptions and states, one node in each line.
import type { Page } from "playwright-core";

interface Node {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  value?: { value: string };
  description?: { value: string };
  properties?: { name: string; value: { value?: unknown } }[];
  childIds?: string[];
  backendDOMNodeId?: number;
}

const SILENT = /^(none|generic|InlineTextBox|LineBreak|ListMarker|MenuListPopup|LabelText)$/;
const STATES = ["required", "invalid", "checked", "level", "focused", "disabled", "busy", "live"];

/** Returns the accessibility tree of the element as text. */
export async function heard(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send("Accessibility.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", {
    nodeId: root.nodeId,
    selector: "thoughtly-form",
  });
  const { node } = await session.send("DOM.describeNode", { nodeId });
  const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: Node[] };
  await session.detach();
  const byId = new Map(nodes.map((n) => [n.nodeId, n]));
  const lines: string[] = [];
  const visit = (n: Node, depth: number, within = "") => {
    const role = n.role?.value ?? "none";
    const name = n.name?.value ?? "";
    const says = role !== "StaticText" || (!!name.trim() && !within.includes(name.trim()));
    const shown = !n.ignored && !SILENT.test(role) && says;
    if (shown) lines.push("  ".repeat(depth) + line(n, role, name));
    if (role === "combobox" || role === "textbox") return; // options, and the value
    for (const id of n.childIds ?? []) {
      const child = byId.get(id);
      // A label is the name of its field; only a link in it is a separate node.
      if (child && !(role === "LabelText" && child.role?.value === "StaticText"))
        visit(child, depth + +shown, shown ? name : within);
    }
  };
  visit(
    nodes.find((n) => n.backendDOMNodeId === node.backendNodeId)!,
    0,
  );
  return lines.join("\n") + "\n";
}

function line(n: Node, role: string, name: string): string {
  const states = STATES.flatMap((state) => {
    const value = n.properties?.find((p) => p.name === state)?.value.value;
    return value && value !== "false" && value !== "off"
      ? [value === true || value === "true" ? state : `${state}=${value as string}`]
      : [];
  });
  const text = role === "StaticText" ? "text" : role;
  const value = n.value?.value && `= ${JSON.stringify(n.value.value)}`;
  const described = n.description?.value && `— ${n.description.value}`;
  const parts = [text, name && JSON.stringify(name), value, ...states, described];
  return parts.filter(Boolean).join(" ");
}
