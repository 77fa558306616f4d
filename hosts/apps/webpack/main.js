import "thoughtly-form";
import "thoughtly-form/thoughtly-form.css";
import "thoughtly-form/themes/bold.css";

const { endpoint } = Object.fromEntries(new URLSearchParams(location.search));
const element = document.createElement("thoughtly-form");
element.setAttribute("form", "contact");
element.setAttribute("endpoint", endpoint);
document.body.append(element);
