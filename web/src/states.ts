// The styles of the states after the first touch, as a module. The build
// inserts the CSS.

declare const STATES: string;
export default STATES;
