import { createRoot, hydrateRoot } from "react-dom/client";
import { App } from "./app.jsx";

const root = document.getElementById("root");
const { endpoint, by } = Object.fromEntries(new URLSearchParams(location.search));
const app = <App endpoint={endpoint} by={by} />;

// A page that a server rendered hydrates when the test says so, after the form
// was drawn and typed into.
if (root.firstElementChild) window.hydrate = () => void hydrateRoot(root, app);
else createRoot(root).render(app);
