// The stylesheet as a module: it loads where a page's policy or its bundler
// would not let a script add a stylesheet. The build puts the text in.

declare const STYLES: string;
export default STYLES;
