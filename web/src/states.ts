// The styles of the states that follow the first touch, as a module. The build
// puts the text in.

declare const STATES: string;
export default STATES;
