// The stylesheet as a module: it also loads where a page's policy or bundler
// prevents a script from adding a stylesheet. The build inserts the text.

declare const STYLES: string;
export default STYLES;
